package dev.freshet.tools.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventWalkerTest {
  private static final String EVENTS =
      """
      retry: 2000

      id: e:1

      : heartbeat

      id: e:2\r
      data: first\r
      \r
      event: freshet:reset
      data: {}

      id: e:3
      data: second

      """;

  private final List<String> heard = new ArrayList<>();
  private final Walker.Heard into =
      new Walker.Heard() {
        @Override
        public void message(byte[] payload, int length) {
          heard.add(new String(payload, 0, length, UTF_8).strip());
        }

        @Override
        public void signal(byte[] payload, int length) {
          heard.add(new String(payload, 0, length, UTF_8));
        }
      };

  private int walk(EventWalker walker, int cut) {
    byte[] all = EVENTS.getBytes(UTF_8);
    int count = walker.walk(ByteBuffer.wrap(all, 0, cut), into);
    return count + walker.walk(ByteBuffer.wrap(all, cut, all.length - cut), into);
  }

  @Test
  void aStreamCutAnywhereGivesTheSameEvents() {
    for (int cut = 0; cut <= EVENTS.length(); cut++) {
      heard.clear();
      assertThat(walk(new EventWalker(true, true), cut)).isEqualTo(2);
      assertThat(heard)
          .containsExactly("retry: 2000", "id: e:1", "id: e:2", "first", "id: e:3", "second");
    }
  }

  @Test
  void whatIsNotKeptIsCountedAllTheSame() {
    assertThat(walk(new EventWalker(false, false), 17)).isEqualTo(2);
    assertThat(heard).containsExactly("retry: 2000");
  }
}
