package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/**
 * Whatever a client sends, a reader throws nothing, keeps no more than its bound, lets go of all of
 * it, and tells the same however the bytes were cut.
 */
class FrameReaderFuzzTest {
  private static final int MAX = 512;

  /** The first byte says whether compression was agreed on, and where the input is cut. */
  @FuzzTest(maxDuration = "90s")
  void noInputDisturbsTheReader(byte[] input) {
    if (input.length == 0) {
      return;
    }
    boolean deflate = (input[0] & 1) != 0;
    int step = Math.max(1, (input[0] & 0xFF) >> 1);
    List<String> whole = read(input, input.length, deflate);
    assertThat(read(input, 1, deflate)).isEqualTo(whole);
    assertThat(read(input, step, deflate)).isEqualTo(whole);
    long last = whole.stream().filter(l -> l.startsWith("close") || l.startsWith("broken")).count();
    assertThat(last).isLessThanOrEqualTo(1);
  }

  private static List<String> read(byte[] input, int step, boolean deflate) {
    var alloc = new UnpooledByteBufAllocator(false, true);
    var reader = new FrameReader(MAX, deflate);
    var lines = new Hearing.Lines();
    for (int from = 1; from < input.length; from += step) {
      int length = Math.min(step, input.length - from);
      ByteBuf in = alloc.buffer(length).writeBytes(input, from, length);
      reader.read(in, lines);
      in.release();
      // One message and one control frame, each in a buffer of at most twice its size.
      assertThat(alloc.metric().usedHeapMemory()).isLessThanOrEqualTo(4 * MAX + 512);
      assertThat(alloc.metric().usedHeapMemory() == 0 || reader.isMidMessage()).isTrue();
    }
    lines.add(reader.isMidMessage() ? "incomplete" : "idle");
    reader.release();
    assertThat(alloc.metric().usedHeapMemory()).isZero();
    return lines;
  }
}
