package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.net.http.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whatever a client sends, and however it is cut: nothing is thrown, every answer is HTTP and none
 * is the server's fault, the cut changes no answer, and no buffer and no timer is left behind.
 */
class HttpConnectionFuzzTest {
  private static final HttpSettings SETTINGS =
      new HttpSettings(256, 1024, 512, 2, 2, 3, 1_000, true);

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [ -~]*\r\n");

  /** Made once for each thread, which is its loop: what one input leaves is there for the next. */
  private static final ThreadLocal<Rig> RIG = ThreadLocal.withInitial(() -> new Rig(SETTINGS));

  /** The first byte says how the input is cut, the second how many ticks pass between the cuts. */
  @FuzzTest(maxDuration = "90s")
  void noInputDisturbsAConnection(byte[] input) {
    if (input.length < 2) {
      return;
    }
    List<Integer> whole = answers(talk(input, input.length, 0));
    int step = 1 + (input[0] & 0x7f);
    List<Integer> cut = answers(talk(input, step, 0));
    // These are answered by other threads, perhaps when the talk is over.
    if (!new String(input, StandardCharsets.ISO_8859_1).matches("(?s).*(metrics|ready).*")) {
      assertThat(cut).isEqualTo(whole);
    }
    var _ = answers(talk(input, step, 1 + (input[1] & 3)));
  }

  /** Sends all but the first two bytes, and returns what comes back. */
  private static byte[] talk(byte[] input, int step, int ticks) {
    Rig rig = RIG.get();
    EmbeddedChannel socket = rig.connect();
    var heard = new ByteArrayOutputStream();
    for (int from = 2; from < input.length && socket.isOpen(); from += step) {
      int length = Math.min(step, input.length - from);
      ByteBuf in = rig.allocator.buffer(length).writeBytes(input, from, length);
      socket.writeInbound(in);
      rig.run();
      for (int i = 0; i < ticks; i++) {
        rig.tick();
      }
      take(socket, heard);
    }
    var _ = socket.close();
    socket.checkException();
    rig.run();
    take(socket, heard);
    assertThat(socket.finishAndReleaseAll()).as("left in the pipeline").isFalse();
    assertThat(rig.timers()).as("timers").isZero();
    var metric = rig.allocator.metric();
    assertThat(metric.usedHeapMemory() + metric.usedDirectMemory()).as("bytes").isZero();
    return heard.toByteArray();
  }

  private static void take(EmbeddedChannel socket, ByteArrayOutputStream heard) {
    for (ByteBuf out = socket.readOutbound(); out != null; out = socket.readOutbound()) {
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes).release();
      heard.writeBytes(bytes);
    }
  }

  /** The statuses of all answers, each of which must be one; ends where HTTP ends. */
  private static List<Integer> answers(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    var statuses = new ArrayList<Integer>();
    int at = 0;
    while (at < text.length()) {
      var line = STATUS_LINE.matcher(text).region(at, text.length());
      assertThat(line.lookingAt()).as(text.substring(at)).isTrue();
      int status = Integer.parseInt(line.group(1));
      statuses.add(status);
      assertThat(status).isNotEqualTo(500);
      int end = text.indexOf("\r\n\r\n", at);
      assertThat(end).as("end of the header").isPositive();
      String header = text.substring(at, end + 2);
      if (status == 101 || header.contains("content-type: text/event-stream")) {
        return statuses;
      }
      at = end + 4;
      // An answer to HEAD tells the length of a body that does not come.
      if (!text.startsWith("HTTP/1.1 ", at)) {
        at += at < text.length() ? length(header) : 0;
        assertThat(at).isLessThanOrEqualTo(text.length());
      }
    }
    return statuses;
  }

  private static int length(String header) {
    String name = "\r\ncontent-length: ";
    int from = header.indexOf(name) + name.length();
    assertThat(from).isGreaterThanOrEqualTo(name.length());
    return Integer.parseInt(header.substring(from, header.indexOf("\r\n", from)));
  }
}
