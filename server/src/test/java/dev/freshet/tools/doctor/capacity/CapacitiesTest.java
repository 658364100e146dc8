package dev.freshet.tools.doctor.capacity;

import static dev.freshet.tools.doctor.machine.FakeMachine.PID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.doctor.machine.FakeMachine;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapacitiesTest {
  private static final ServerSettings SETTINGS =
      new ServerSettings(8080, 4096, false, false, 2_000_000, 0, 1_000);

  @TempDir private Path folder;

  private static long holds(Machine machine, Limit limit) {
    return Capacities.of(machine, SETTINGS).stream()
        .filter(each -> each.limit() == limit)
        .findFirst()
        .orElseThrow()
        .holds()
        .orElseThrow();
  }

  private static Optional<Capacity> first(Machine machine) {
    return Capacities.of(machine, SETTINGS).stream().filter(Capacity::isBound).findFirst();
  }

  @Test
  void theLimitThatIsHitFirstComesFirst() {
    Machine machine = FakeMachine.healthy(folder).limits(PID, "20000").machine();
    List<Capacity> all = Capacities.of(machine, SETTINGS);
    assertThat(all.getFirst().limit()).isEqualTo(Limit.OPEN_FILES);
    assertThat(all.getFirst().holds()).hasValue(19_000);
    assertThat(all).extracting(each -> each.holds().orElseThrow()).isSorted();
    assertThat(all).extracting(Capacity::limit).containsExactlyInAnyOrder(Limit.values());
  }

  @Test
  void ofASmallLimitHalfIsKept() {
    Machine machine = FakeMachine.healthy(folder).limits(PID, "1024").machine();
    assertThat(holds(machine, Limit.OPEN_FILES)).isEqualTo(512);
  }

  @Test
  void whatTheServerHasOpenIsItsOwnToUse() {
    FakeMachine fake = FakeMachine.healthy(folder).sysctl("fs.file-max", "50000");
    // 2,000 are open, 2 of them the server's.
    assertThat(holds(fake.machine(), Limit.SYSTEM_FILES)).isEqualTo(50_000 - 1_998 - 1_000);
    assertThat(holds(Machine.ofCaller(fake.root()), Limit.SYSTEM_FILES)).isEqualTo(47_000);
  }

  @Test
  void memoryHoldsWhatTheHeapLeaves() {
    FakeMachine fake =
        FakeMachine.healthy(folder)
            .command(PID, "java", "-Xmx1g", "-jar", "freshet.jar", "serve")
            .memoryOfCgroup("4294967296", "209715200");
    long left = (4L << 30) - (200L << 20) + (200L << 20) + 2 * Cost.KERNEL;
    assertThat(holds(fake.machine(), Limit.MEMORY))
        .isEqualTo((left - (1L << 30) - Cost.BASE) / (Cost.KERNEL + Cost.NATIVE));
  }

  @Test
  void heapHoldsWhatHistoryAndTheCollectorLeave() {
    FakeMachine fake =
        FakeMachine.healthy(folder).command(PID, "java", "-Xmx1g", "-jar", "freshet.jar", "serve");
    assertThat(holds(fake.machine(), Limit.HEAP))
        .isEqualTo(((1L << 29) - Cost.BASE_HEAP) / Cost.HEAP);
  }

  @Test
  void connectionTrackingBoundsOnlyWhereItTracks() {
    FakeMachine fake = FakeMachine.healthy(folder);
    assertThat(holds(fake.machine(), Limit.CONNTRACK)).isEqualTo(Numbers.UNLIMITED);
    fake.sysctl("net.netfilter.nf_conntrack_max", "65536");
    fake.sysctl("net.netfilter.nf_conntrack_count", "0");
    assertThat(holds(fake.machine(), Limit.CONNTRACK)).isEqualTo(Numbers.UNLIMITED);
    fake.sysctl("net.netfilter.nf_conntrack_count", "100");
    assertThat(holds(fake.machine(), Limit.CONNTRACK)).isEqualTo(65_536 - 98);
  }

  @Test
  void whatIsNotKnownIsToldLast() {
    List<Capacity> all = Capacities.of(FakeMachine.empty(folder).machine(), SETTINGS);
    assertThat(all).hasSize(Limit.values().length);
    assertThat(all.getFirst().limit()).isEqualTo(Limit.APPS);
    assertThat(all.getLast().holds()).isEmpty();
  }

  static List<BiFunction<FakeMachine, Long, FakeMachine>> limits() {
    return List.of(
        (machine, value) -> machine.limits(PID, value.toString()),
        (machine, value) -> machine.sysctl("fs.nr_open", value.toString()),
        (machine, value) -> machine.sysctl("fs.file-max", value.toString()),
        (machine, value) ->
            machine
                .sysctl("net.netfilter.nf_conntrack_count", "10")
                .sysctl("net.netfilter.nf_conntrack_max", value.toString()),
        (machine, value) -> machine.memoryOfCgroup(value.toString(), "1000"),
        (machine, value) ->
            machine.with(
                "proc/meminfo",
                "MemTotal: %1$d kB\nMemAvailable: %1$d kB".formatted(value / 1024)));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void raisingALimitNeverLowersWhatTheMachineHolds(
      BiFunction<FakeMachine, Long, FakeMachine> limit) {
    FakeMachine fake = FakeMachine.healthy(folder);
    long before = -1;
    for (long value = 1; value > 0; value = value < 1L << 61 ? value * 3 + 1 : -1) {
      long holds = first(limit.apply(fake, value).machine()).orElseThrow().holds().orElseThrow();
      assertThat(holds).as("%,d", value).isGreaterThanOrEqualTo(before);
      before = holds;
    }
    assertThat(before).isPositive();
  }

  @Test
  void aMachineThatGetsWhatATargetNeedsHoldsIt() {
    for (long target : List.of(1_000L, 100_000L, 1_000_000L, 10_000_000L)) {
      Needs needs = new Needs(target, SETTINGS);
      FakeMachine fake =
          FakeMachine.healthy(folder)
              .limits(PID, Long.toString(needs.openFiles()))
              .sysctl("fs.nr_open", Long.toString(needs.openFiles()))
              .with(
                  "proc/meminfo",
                  "MemTotal: %1$d kB\nMemAvailable: %1$d kB".formatted(needs.memory() / 1024 + 1))
              .with("proc/4711/status", "");
      for (Limit limit : List.of(Limit.OPEN_FILES, Limit.NR_OPEN, Limit.MEMORY, Limit.HEAP)) {
        assertThat(holds(fake.machine(), limit)).as(limit.key()).isGreaterThanOrEqualTo(target);
      }
    }
  }

  @Test
  void headroomIsReadAtMostEveryTenSeconds() {
    FakeMachine fake = FakeMachine.healthy(folder).limits("self", "20000");
    long[] nanos = {5};
    var headroom = new Headroom(() -> SETTINGS, fake.root(), () -> nanos[0]);
    assertThat(headroom.holds(Limit.OPEN_FILES)).isEqualTo(19_000);
    fake.limits("self", "30000");
    nanos[0] += 9_999_999_999L;
    assertThat(headroom.holds(Limit.OPEN_FILES)).isEqualTo(19_000);
    nanos[0] += 1;
    assertThat(headroom.holds(Limit.OPEN_FILES)).isEqualTo(29_000);
    assertThat(headroom.holds(Limit.CONNTRACK)).isNaN();
    assertThat(headroom.capacities().getFirst().holds()).isEqualTo(OptionalLong.of(29_000));
  }
}
