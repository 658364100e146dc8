package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.Level.FAIL;
import static dev.freshet.tools.doctor.Level.WARN;
import static dev.freshet.tools.doctor.RuleCases.NONE;
import static dev.freshet.tools.doctor.RuleCases.SETTINGS;
import static dev.freshet.tools.doctor.machine.FakeMachine.PID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.doctor.machine.FakeMachine;
import dev.freshet.tools.doctor.machine.Machine;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule says nothing of a healthy machine, and what it should of one that is not. */
class RuleTest {
  @TempDir private Path folder;

  static List<RuleCases.Case> cases() {
    return RuleCases.all();
  }

  private static Finding find(Report report, Rule rule) {
    return report.findings().stream().filter(each -> each.rule() == rule).findFirst().orElseThrow();
  }

  private static OptionalLong target(long count) {
    return count == NONE ? OptionalLong.empty() : OptionalLong.of(count);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRuleSaysWhatIsWrong(RuleCases.Case each) {
    FakeMachine fake = FakeMachine.healthy(folder);
    if (each.rule() == Rule.CARD_QUEUES) {
      // The folder of the second queue goes with its file.
      fake = each.change().apply(fake).without("sys/class/net/eth0/queues/rx-1");
    } else {
      fake = each.change().apply(fake);
    }
    Report report = Doctor.examine(fake.machine(), each.settings(), target(each.target()));
    Finding finding = find(report, each.rule());
    assertThat(finding.level()).as(finding.line()).isEqualTo(each.level());
    assertThat(finding.line()).contains(each.says());
    assertThat(report.fits()).isEqualTo(report.count(FAIL) == 0);
  }

  @Test
  void everyRuleHasACase() {
    assertThat(cases().stream().map(RuleCases.Case::rule).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Rule.values());
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void aHealthyMachineIsFine(Rule rule) {
    Machine machine = FakeMachine.healthy(folder).machine();
    Finding finding = find(Doctor.examine(machine, SETTINGS, OptionalLong.of(10_000)), rule);
    assertThat(finding.level()).as(finding.line()).isEqualTo(Level.OK);
    assertThat(finding.found()).isNotBlank();
  }

  /** What is not there is no bound: without conntrack, cgroups and limits.conf there are none. */
  private static final Set<Rule> SILENT =
      EnumSet.of(
          Rule.LIMITS_CONF,
          Rule.APP_LIMITS,
          Rule.HEAP_IN_CONTAINER,
          Rule.TLS_MEMORY,
          Rule.TASKS,
          Rule.CONNTRACK,
          Rule.NETWORK_NAMESPACE);

  @ParameterizedTest
  @EnumSource(Rule.class)
  void whatAMachineDoesNotSayIsUnknownAndNoFailure(Rule rule) {
    Machine machine = FakeMachine.empty(folder).machine();
    Finding finding = find(Doctor.examine(machine, SETTINGS, OptionalLong.of(1_000_000)), rule);
    assertThat(finding.level())
        .as(finding.line())
        .isEqualTo(SILENT.contains(rule) ? Level.OK : Level.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void nonsenseIsUnknownAndNoFailure(Rule rule) {
    FakeMachine fake = FakeMachine.healthy(folder);
    for (String key : List.of("fs.nr_open", "net.core.somaxconn", "net.ipv4.tcp_mem")) {
      fake.sysctl(key, "-1 x");
    }
    fake.with("proc/net/tcp", "x\ny z\n").with("proc/net/netstat", "TcpExt: A\nTcpExt:");
    fake.with("proc/net/softnet_stat", "zz").with("proc/net/sockstat", "TCP: inuse");
    fake.with("proc/4711/limits", "Max open files").with("proc/4711/cgroup", "4::x\n::\n");
    fake.with("proc/meminfo", "MemTotal:").with("sys/devices/system/cpu/online", "0-");
    Finding finding = find(Doctor.examine(fake.machine(), SETTINGS, OptionalLong.of(10_000)), rule);
    assertThat(finding.level()).as(finding.line()).isNotIn(FAIL, WARN);
  }

  @Test
  void theWorstComesFirst() {
    FakeMachine fake = FakeMachine.healthy(folder).limits(PID, "2000");
    Report report = Doctor.examine(fake.machine(), SETTINGS, OptionalLong.of(1_000_000));
    assertThat(report.findings()).extracting(Finding::level).isSorted();
    assertThat(report.findings().getFirst().rule()).isEqualTo(Rule.OPEN_FILES);
    assertThat(report.fits()).isFalse();
  }

  @Test
  void aStartingServerAsksWhatIsCheapAndOfNow() {
    FakeMachine fake =
        FakeMachine.healthy(folder).limits("self", "1024").netstat("ListenOverflows 9");
    Report report = Doctor.examineAtStart(Machine.ofServer(fake.root(), "self"), SETTINGS);
    assertThat(report.findings()).allMatch(each -> each.rule().isForStart());
    assertThat(report.findings().stream().filter(each -> each.level() == WARN))
        .extracting(Finding::rule)
        .containsExactly(Rule.OPEN_FILES);
  }
}
