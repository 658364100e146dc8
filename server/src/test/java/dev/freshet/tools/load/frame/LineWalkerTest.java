package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineWalkerTest {
  private final List<Long> times = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final Walker.Heard into =
      new Walker.Heard() {
        @Override
        public void message(byte[] payload, int length) {
          times.add(Payload.time(payload, 0, length));
          numbers.add(Payload.number(payload, 0, length));
        }

        @Override
        public void control(int opcode, byte[] payload, int length) {
          throw new IllegalStateException("lines have no control frames");
        }
      };

  @Test
  void messagesOfRedisCutAnywhereAreTheSame() {
    String messages =
        message(new String(Payload.make(7, 0, 64), UTF_8))
            + message("another's")
            + message(new String(Payload.make(8, 1, 64), UTF_8));
    heardWhereverItIsCut(LineWalker.RESP, messages.getBytes(UTF_8));
  }

  private static String message(String body) {
    return "*3\r\n$7\r\nmessage\r\n$5\r\nbench\r\n$%d\r\n%s\r\n".formatted(body.length(), body);
  }

  private void heardWhereverItIsCut(String mark, byte[] all) {
    for (int cut = 0; cut <= all.length; cut++) {
      times.clear();
      numbers.clear();
      var walker = new LineWalker(mark, true);
      int count = walker.walk(ByteBuffer.wrap(all, 0, cut), into);
      count += walker.walk(ByteBuffer.wrap(all, cut, all.length - cut), into);
      assertThat(count).isEqualTo(2);
      assertThat(times).containsExactly(7L, 8L);
      assertThat(numbers).containsExactly(0L, 1L);
    }
  }
}
