package dev.freshet.tools.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The costs that were recorded with this release: a file of figures, each with its source. */
public final class Recorded {
  private static final String FILE = "recorded.properties";
  private static final Properties FIGURES = read();

  private Recorded() {}

  private static Properties read() {
    var figures = new Properties();
    try (InputStream in = Recorded.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not in the jar");
      }
      figures.load(in);
      return figures;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The figure of that name; its unit is said in the file. */
  public static double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** A figure that is whole. */
  public static long whole(String name) {
    return Long.parseLong(text(name));
  }

  /**
   * What stands under that name.
   *
   * @throws IllegalArgumentException when nothing does
   */
  public static String text(String name) {
    String text = FIGURES.getProperty(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " (expected: a name in " + FILE + ")");
    }
    return text.strip();
  }
}
