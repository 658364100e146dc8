package dev.freshet.tools.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final List<String> ran = new ArrayList<>();
  private final Timers.Due due =
      new Timers.Due() {
        @Override
        public void connect(long millis, int index) {
          ran.add(millis + " connect " + index);
        }

        @Override
        public void giveUp(int index) {
          ran.add("give up " + index);
        }
      };

  @Test
  void timersRunInOrderAndNotBeforeTheyAreDue() {
    var timers = new Timers();
    timers.connect(30, Timers.MAX_INDEX - 1);
    timers.giveUp(20, 2);
    timers.connect(10, 3);
    assertThat(timers.next()).isEqualTo(10);
    assertThat(timers.runOne(9, due)).isFalse();
    while (timers.runOne(25, due)) {
      assertThat(ran).isNotEmpty();
    }
    assertThat(ran).containsExactly("10 connect 3", "give up 2");
    assertThat(timers.next()).isEqualTo(30);
    assertThat(timers.runOne(30, due)).isTrue();
    assertThat(ran).endsWith("30 connect " + (Timers.MAX_INDEX - 1));
    assertThat(timers.next()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anyNumberOfTimersKeepsTheOrder() {
    var timers = new Timers();
    var random = new Random(3);
    for (int i = 0; i < 5000; i++) {
      timers.connect(random.nextInt(100_000), i);
    }
    long last = 0;
    for (int i = 0; i < 5000; i++) {
      long next = timers.next();
      assertThat(next).isGreaterThanOrEqualTo(last);
      last = next;
      assertThat(timers.runOne(100_000, due)).isTrue();
    }
    assertThat(timers.runOne(100_000, due)).isFalse();
  }
}
