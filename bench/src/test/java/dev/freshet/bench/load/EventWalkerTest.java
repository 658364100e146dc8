package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventWalkerTest {
  private final List<Long> times = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final Walker.Heard into =
      new Walker.Heard() {
        @Override
        public void message(byte[] payload, int length) {
          times.add(Payload.time(payload, length));
          numbers.add(Payload.number(payload, length));
        }

        @Override
        public void control(int opcode, byte[] payload, int length) {
          throw new IllegalStateException("an event stream has no control frames");
        }
      };

  @Test
  void aStreamCutAnywhereGivesTheSameEvents() {
    String events =
        ": heartbeat\n\nid: e-1\ndata: "
            + new String(Payload.make(7, 0, 64), UTF_8)
            + "\n\nid: e-2\ndata: "
            + new String(Payload.make(8, 1, 64), UTF_8)
            + "\n\n";
    byte[] all = events.getBytes(UTF_8);
    for (int cut = 0; cut <= all.length; cut++) {
      times.clear();
      numbers.clear();
      EventWalker walker = new EventWalker(true);
      int count = walker.walk(ByteBuffer.wrap(all, 0, cut), into);
      count += walker.walk(ByteBuffer.wrap(all, cut, all.length - cut), into);
      assertThat(count).isEqualTo(2);
      assertThat(times).containsExactly(7L, 8L);
      assertThat(numbers).containsExactly(0L, 1L);
    }
  }
}
