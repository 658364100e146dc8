package dev.freshet.tools.load.frame;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, from a microsecond to an hour, three digits; and as text. */
public final class Histograms {
  private static final long LOWEST = 1_000;
  private static final long HIGHEST = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private Histograms() {}

  /** An empty one, which grows to what it is given. */
  public static Histogram make() {
    var histogram = new Histogram(LOWEST, HIGHEST, DIGITS);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** The compressed form of HdrHistogram in base64: without spaces. */
  public static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    byte[] encoded = new byte[length];
    bytes.get(0, encoded);
    return Base64.getEncoder().encodeToString(encoded);
  }

  /**
   * Adds an encoded one.
   *
   * @param text as {@link #encode} made it; empty adds nothing
   */
  public static void add(Histogram to, String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      to.add(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a histogram cannot be read", e);
    }
  }

  /** The value at a percentile in milliseconds; 0 when there is none. */
  public static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getValueAtPercentile(percentile) / 1_000_000.0;
  }
}
