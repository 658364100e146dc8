package dev.freshet.tools.doctor.machine;

import static dev.freshet.tools.doctor.machine.FakeMachine.PID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {
  private static final String GROUP = "sys/fs/cgroup/system.slice/freshet.service";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "max,9223372036854775807",
    "unlimited,9223372036854775807",
    "9223372036854775807,9223372036854775807",
    "9223372036854771712,9223372036854775807",
    "18446744073709551615,9223372036854775807",
    "0,0",
    "1048576,1048576"
  })
  void aNumberIsReadAsTheKernelWritesIt(String text, long value) {
    assertThat(Numbers.read(text)).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "0x10", "1 2", "many", "1e6"})
  void whatIsNoNumberIsNone(String text) {
    assertThat(Numbers.read(text)).isEmpty();
  }

  @Test
  void theLimitsAreThoseOfTheProcess() {
    Machine machine =
        FakeMachine.healthy(folder).limits(PID, "20000").limits("self", "7").machine();
    assertThat(machine.process().openFilesMax()).hasValue(20_000);
    assertThat(machine.process().openFilesHardMax()).hasValue(20_000);
    assertThat(machine.process().descriptors()).hasValue(2);
    assertThat(machine.process().resident()).hasValue(200L << 20);
    assertThat(machine.processors()).hasValue(8);
    assertThat(machine.kernel()).isEqualTo("6.12.1");
  }

  @Test
  void inVersion2TheLowestOfAllGroupsAboveHolds() {
    FakeMachine fake = FakeMachine.healthy(folder).memoryOfCgroup("max", "1000");
    assertThat(fake.machine().cgroup().memoryMax()).isEqualTo(Numbers.UNLIMITED);
    fake.with("sys/fs/cgroup/system.slice/memory.max", "5000")
        .with("sys/fs/cgroup/system.slice/memory.current", "3000")
        .with("sys/fs/cgroup/system.slice/memory.stat", "anon 5\ninactive_file 500")
        .with(GROUP + "/pids.max", "300")
        .with(GROUP + "/pids.current", "100");
    assertThat(fake.machine().cgroup().memoryMax()).isEqualTo(5_000);
    assertThat(fake.machine().cgroup().memoryLeft()).isEqualTo(2_500);
    assertThat(fake.machine().cgroup().tasksLeft()).isEqualTo(200);
  }

  @Test
  void inVersion1EachControllerHasItsPath() {
    FakeMachine fake =
        FakeMachine.healthy(folder)
            .with(
                "proc/4711/cgroup",
                "9:name=systemd:/system.slice/a.service\n8:pids:/p\n4:memory:/m/n\n0::/")
            .with("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "8000")
            .with("sys/fs/cgroup/memory/m/memory.usage_in_bytes", "1000")
            .with("sys/fs/cgroup/memory/m/n/memory.limit_in_bytes", "9223372036854771712")
            .with("sys/fs/cgroup/memory/m/n/memory.oom_control", "under_oom 0\noom_kill 2")
            .with("sys/fs/cgroup/pids/p/pids.max", "max");
    Cgroup cgroup = fake.machine().cgroup();
    assertThat(cgroup.memoryMax()).isEqualTo(8_000);
    assertThat(cgroup.memoryLeft()).isEqualTo(7_000);
    assertThat(cgroup.outOfMemoryKills()).hasValue(2);
    assertThat(cgroup.tasksLeft()).isEqualTo(Numbers.UNLIMITED);
    assertThat(fake.machine().place()).isEqualTo(new Place(Place.Kind.SERVICE, "a.service"));
  }

  @Test
  void inAContainerItsOwnGroupIsTheOneThatIsMounted() {
    FakeMachine fake =
        FakeMachine.healthy(folder)
            .with("proc/4711/cgroup", "4:memory:/docker/0a1b\n0::/docker/0a1b")
            .with("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824");
    assertThat(fake.machine().cgroup().memoryMax()).isEqualTo(1L << 30);
    assertThat(fake.machine().place().kind()).isEqualTo(Place.Kind.CONTAINER);
  }

  @Test
  void aPathCannotLeaveTheGroups() {
    FakeMachine fake =
        FakeMachine.healthy(folder)
            .with("proc/4711/cgroup", "0::/../../proc")
            .with("proc/memory.max", "1");
    assertThat(fake.machine().cgroup().memoryMax()).isEqualTo(Numbers.UNLIMITED);
  }

  @ParameterizedTest
  @CsvSource({
    "/docker/0a1b,CONTAINER",
    "/system.slice/docker-0a1b.scope/libpod/x,CONTAINER",
    "/kubepods/burstable/pod1/2,POD",
    "/user.slice/user-1000.slice/session-2.scope,SHELL",
    "/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope,SHELL",
    "/system.slice/freshet.service,SERVICE",
    "/,SHELL"
  })
  void thePlaceIsKnownByTheGroup(String path, Place.Kind kind) {
    FakeMachine fake = FakeMachine.healthy(folder).with("proc/4711/cgroup", "0::" + path);
    assertThat(fake.machine().place().kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "java -jar /opt/freshet/freshet.jar serve;true",
        "/jdk/bin/java -Xmx1g -cp a:b dev.freshet.Main serve --port 1;true",
        "java -jar /opt/freshet-0.1.0.jar serve;true",
        "java -jar /opt/freshet.jar doctor;false",
        "java -jar /opt/other.jar serve;false",
        "vi freshet.jar serve;false",
        "java -jar /opt/freshet.jar;false"
      })
  void aServerIsKnownByItsCommandLine(String line, boolean is) {
    assertThat(Servers.isServer(List.of(line.split(" ", -1)))).isEqualTo(is);
  }

  @Test
  void serversAreFoundAmongTheProcesses() {
    FakeMachine fake = FakeMachine.healthy(folder).command("12", "sh").with("proc/13/cmdline", "");
    assertThat(Servers.running(fake.root())).extracting(ServerProcess::name).containsExactly(PID);
    fake.command("9", "java", "-jar", "freshet.jar", "serve");
    assertThat(Servers.running(fake.root()))
        .extracting(ServerProcess::name)
        .containsExactly("9", PID);
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx2g -jar x,2147483648",
    "-Xmx1G -Xmx512m -jar x,536870912",
    "-XX:MaxHeapSize=1048576 -jar x,1048576",
    "-XX:MaxRAMPercentage=50 -jar x,500000",
    "-XX:MaxRAMPercentage=12.5 -jar x,125000",
    "-jar x -Xmx5g,250000",
    "-XX:MaxRAMPercentage=nonsense -jar x,250000",
    "-Xmxhuge -jar x,250000"
  })
  void theHeapIsWhatTheCommandLineSays(String line, long bytes) {
    assertThat(Heap.of(List.of(line.split(" ", -1)), 1_000_000).max()).isEqualTo(bytes);
    assertThat(Heap.of(List.of(), 1_000_000).max()).isEqualTo(400_000);
  }

  @Test
  void theHeapIsAShareOfTheContainersMemory() {
    FakeMachine fake = FakeMachine.healthy(folder).memoryOfCgroup("1000000", "0");
    assertThat(fake.machine().heap().orElseThrow().max()).isEqualTo(400_000);
  }

  @Test
  void theListenersAreThoseOfTheProcess() {
    FakeMachine fake = FakeMachine.healthy(folder).listening("0000000A");
    assertThat(fake.machine().listeners(22))
        .containsExactly(new Listeners.Listener(8080, 10, "777"));
  }

  @Test
  void whereDescriptorsAreHiddenThePortTells() throws IOException {
    FakeMachine fake = FakeMachine.healthy(folder).listening("00000000");
    Files.delete(folder.resolve("proc/4711/fd/5"));
    assertThat(fake.machine().listeners(22))
        .extracting(Listeners.Listener::port)
        .containsExactly(22);
    assertThat(fake.machine().listeners(1)).isEmpty();
  }

  @Test
  void theBacklogIsTheSendQueueOfSs() {
    List<String> lines =
        List.of(
            "LISTEN 0      128        127.0.0.1:22      0.0.0.0:*",
            "LISTEN 0      4096               *:8080             *:*",
            "LISTEN 3      2048          [::1]:8080          [::]:*",
            "LISTEN 0 x *:8080 *",
            "",
            "LISTEN");
    assertThat(SocketStatistics.backlog(lines, Set.of(8080))).hasValue(2_048);
    assertThat(SocketStatistics.backlog(lines, Set.of(1))).isEqualTo(OptionalLong.empty());
  }

  @Test
  void countersOfAllProcessorsAddUp() {
    Network network = FakeMachine.healthy(folder).machine().network();
    assertThat(network.softnet()).isEqualTo(new Network.Softnet(250, 0, 0));
    assertThat(network.counters().find("ListenOverflows")).hasValue(0);
    assertThat(network.sockets().get("mem")).isEqualTo(3);
    assertThat(network.cards()).containsExactly(new Network.Card("eth0", 2, false));
  }

  @Test
  void aFileIsReadOnlyAtItsBeginning() throws IOException {
    Files.write(folder.resolve("big"), new byte[1_000_000]);
    assertThat(new Root(folder).text("big").orElseThrow()).hasSizeLessThan(300_000);
    assertThat(new Root(folder).text("none")).isEmpty();
    assertThat(new Root(folder).text("\0")).isEmpty();
  }
}
