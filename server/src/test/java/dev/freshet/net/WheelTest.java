package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WheelTest {
  private final Wheel wheel = new Wheel();

  /** Remembers the ticks it was called at, and asks for the next. */
  private final class Alarm implements Wheel.Timed {
    private final List<Integer> calls = new ArrayList<>();
    private Runnable then = () -> {};
    private int next;
    private int place;

    @Override
    public int tick() {
      calls.add(wheel.now());
      then.run();
      return next;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public void place(int next) {
      place = next;
    }
  }

  private void advance(int ticks) {
    for (int i = 0; i < ticks; i++) {
      wheel.advance();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, Wheel.HORIZON})
  void anAlarmRingsAtItsTickAndOnce(int ticks) {
    var alarm = new Alarm();
    int begun = wheel.now();
    wheel.set(alarm, ticks);
    advance(ticks - 1);
    assertThat(alarm.calls).isEmpty();
    advance(1 + 2 * Wheel.HORIZON);
    assertThat(alarm.calls).containsExactly(begun + ticks);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void anAlarmBeyondTheHorizonRingsAtTheHorizon() {
    var alarm = new Alarm();
    int begun = wheel.now();
    wheel.set(alarm, 10 * Wheel.HORIZON);
    advance(Wheel.HORIZON);
    assertThat(alarm.calls).containsExactly(begun + Wheel.HORIZON);
  }

  @Test
  void anAlarmRingsAgainWhenItAsksTo() {
    var alarm = new Alarm();
    alarm.next = 3;
    int begun = wheel.now();
    wheel.set(alarm, 1);
    advance(7);
    assertThat(alarm.calls).containsExactly(begun + 1, begun + 4, begun + 7);
    assertThat(wheel.size()).isOne();
  }

  @Test
  void settingAnAlarmForgetsTheEarlierOne() {
    var alarm = new Alarm();
    int begun = wheel.now();
    wheel.set(alarm, 2);
    wheel.set(alarm, 5);
    assertThat(wheel.size()).isOne();
    advance(10);
    assertThat(alarm.calls).containsExactly(begun + 5);
  }

  @Test
  void anAlarmThatIsCancelledDoesNotRing() {
    var alarm = new Alarm();
    wheel.cancel(alarm);
    wheel.set(alarm, 2);
    wheel.cancel(alarm);
    wheel.cancel(alarm);
    advance(2 * Wheel.HORIZON);
    assertThat(alarm.calls).isEmpty();
    assertThat(alarm.place()).isZero();
  }

  @Test
  void anAlarmMaySetOthersWhileItRings() {
    var first = new Alarm();
    var second = new Alarm();
    first.then = () -> wheel.set(second, 1);
    int begun = wheel.now();
    wheel.set(first, 1);
    wheel.set(second, 9);
    advance(9);
    assertThat(second.calls).containsExactly(begun + 2);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aDurationIsRoundedUpToTicks() {
    assertThat(Wheel.ticks(-1)).isOne();
    assertThat(Wheel.ticks(0)).isOne();
    assertThat(Wheel.ticks(Wheel.TICK_MILLIS)).isOne();
    assertThat(Wheel.ticks(Wheel.TICK_MILLIS + 1)).isEqualTo(2);
    assertThat(Wheel.ticks(Long.MAX_VALUE / 2)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void everyAlarmOnTheWheelIsSeen() {
    var alarms = new ArrayList<Alarm>();
    for (int i = 1; i <= 20; i++) {
      var alarm = new Alarm();
      alarms.add(alarm);
      wheel.set(alarm, 1 + i % 3);
    }
    var seen = new ArrayList<Wheel.Timed>();
    wheel.forEach(timed -> {
      seen.add(timed);
      wheel.cancel(timed);
    });
    assertThat(seen).containsExactlyInAnyOrderElementsOf(alarms);
    assertThat(wheel.size()).isZero();
  }

  /** Against a list of what is due, for some thousand random steps. */
  @Test
  void manyAlarmsAreKeptApart() {
    var random = new Random(7);
    var alarms = new ArrayList<Alarm>();
    var due = new ArrayList<Integer>();
    for (int i = 0; i < 200; i++) {
      alarms.add(new Alarm());
      due.add(0);
    }
    for (int step = 0; step < 20_000; step++) {
      int which = random.nextInt(alarms.size());
      switch (random.nextInt(4)) {
        case 0 -> {
          wheel.cancel(alarms.get(which));
          due.set(which, 0);
        }
        case 1 -> advanceAndCheck(alarms, due);
        default -> {
          int ticks = 1 + random.nextInt(Wheel.HORIZON);
          wheel.set(alarms.get(which), ticks);
          due.set(which, wheel.now() + ticks);
        }
      }
    }
    assertThat(wheel.size()).isEqualTo((int) due.stream().filter(at -> at != 0).count());
  }

  private void advanceAndCheck(List<Alarm> alarms, List<Integer> due) {
    wheel.advance();
    for (int i = 0; i < alarms.size(); i++) {
      boolean now = due.get(i) == wheel.now();
      assertThat(alarms.get(i).calls).hasSize(now ? 1 : 0);
      if (now) {
        alarms.get(i).calls.clear();
        due.set(i, 0);
      }
    }
  }
}
