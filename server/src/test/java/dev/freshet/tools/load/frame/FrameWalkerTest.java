package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWalkerTest {
  private final List<String> heard = new ArrayList<>();
  private final Walker.Heard into =
      new Walker.Heard() {
        @Override
        public void message(byte[] payload, int length) {
          heard.add(new String(payload, 0, length, UTF_8));
        }

        @Override
        public void signal(byte[] payload, int length) {
          heard.add("signal " + new String(payload, 0, length, UTF_8));
        }

        @Override
        public void control(int opcode, byte[] payload, int length) {
          heard.add(opcode + ":" + new String(payload, 0, length, UTF_8));
        }
      };

  private static byte[] frame(int first, String payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = payload.getBytes(UTF_8);
    out.write(first);
    if (bytes.length < 126) {
      out.write(bytes.length);
    } else if (bytes.length < 65_536) {
      out.writeBytes(new byte[] {126, (byte) (bytes.length >> 8), (byte) bytes.length});
    } else {
      out.write(127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(bytes.length).array());
    }
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static byte[] stream() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frame(0x81, "short"));
    out.writeBytes(frame(0x81, ""));
    out.writeBytes(frame(0x82, "m".repeat(128)));
    out.writeBytes(frame(0x01, "first half, "));
    out.writeBytes(frame(0x89, "ping"));
    out.writeBytes(frame(0x80, "second half"));
    out.writeBytes(frame(0x81, "last"));
    return out.toByteArray();
  }

  @Test
  void aStreamCutAnywhereGivesTheSameMessages() {
    byte[] all = stream();
    for (int cut = 0; cut <= all.length; cut++) {
      heard.clear();
      FrameWalker walker = new FrameWalker(true);
      int count = walker.walk(slice(all, 0, cut), into);
      count += walker.walk(slice(all, cut, all.length), into);
      assertThat(count).isEqualTo(5);
      assertThat(heard)
          .containsExactly(
              "short", "", "m".repeat(128), "9:ping", "first half, second half", "last");
    }
  }

  @Test
  void bytesThatComeOneByOneAreCountedWithoutKeepingPayloads() {
    FrameWalker walker = new FrameWalker(false);
    int count = 0;
    for (byte next : stream()) {
      count += walker.walk(ByteBuffer.wrap(new byte[] {next}), into);
    }
    assertThat(count).isEqualTo(5);
    assertThat(heard).containsExactly("9:ping");
  }

  @Test
  void aLengthOfEightBytesIsWalkedOver() {
    byte[] large = frame(0x81, "x".repeat(70_000));
    FrameWalker walker = new FrameWalker(false);
    assertThat(walker.walk(slice(large, 0, 40_000), into)).isZero();
    assertThat(walker.walk(slice(large, 40_000, large.length), into)).isEqualTo(1);
  }

  @Test
  void linesOfAFrameAreMessagesOfTheirOwn() {
    byte[][] signals = {"{}".getBytes(UTF_8), "{\"id\"".getBytes(UTF_8)};
    byte[] all = frame(0x81, "{\"id\":2,\"subscribe\":{}}\none\n{}\n\ntwo\n");
    for (int cut = 0; cut <= all.length; cut++) {
      heard.clear();
      FrameWalker walker = new FrameWalker(true, signals, true);
      int count = walker.walk(slice(all, 0, cut), into);
      count += walker.walk(slice(all, cut, all.length), into);
      assertThat(count).isEqualTo(2);
      assertThat(heard)
          .containsExactly("signal {\"id\":2,\"subscribe\":{}}", "one", "signal {}", "two");
    }
  }

  @Test
  void linesAreCountedWithoutHandingThemOn() {
    byte[][] signals = {"{}".getBytes(UTF_8)};
    FrameWalker walker = new FrameWalker(false, signals, true);
    int count = 0;
    for (byte next : frame(0x81, "one\n{}\ntwo")) {
      count += walker.walk(ByteBuffer.wrap(new byte[] {next}), into);
    }
    assertThat(count).isEqualTo(2);
    assertThat(heard).containsExactly("signal {}");
  }

  @Test
  void aMaskedFrameFromAServerIsAFault() {
    ByteBuffer masked = ByteBuffer.wrap(Masked.frame(1, new byte[200]));
    assertThatThrownBy(() -> new FrameWalker(false).walk(masked, into))
        .isInstanceOf(IllegalStateException.class);
  }

  private static ByteBuffer slice(byte[] all, int from, int to) {
    return ByteBuffer.wrap(Arrays.copyOfRange(all, from, to));
  }
}
