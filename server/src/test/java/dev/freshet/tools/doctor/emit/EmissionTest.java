package dev.freshet.tools.doctor.emit;

import static dev.freshet.tools.doctor.machine.FakeMachine.PID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.tools.doctor.Doctor;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.FakeMachine;
import dev.freshet.tools.files.TextFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class EmissionTest {
  private static final ServerSettings SETTINGS =
      new ServerSettings(8080, 4096, false, false, 1_000_000, 0, 1_000);

  @TempDir private Path folder;

  private Map<String, String> files(FakeMachine machine, long target) {
    return texts(new Emission(machine.machine(), SETTINGS, target));
  }

  private static Map<String, String> texts(Emission emission) {
    return emission.files().files().stream()
        .collect(Collectors.toMap(TextFile::name, TextFile::text));
  }

  private FakeMachine stock() {
    return FakeMachine.healthy(folder)
        .limits(PID, "1024")
        .sysctl("fs.nr_open", "1048576")
        .sysctl("net.core.somaxconn", "4096");
  }

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static String text(Map<String, String> files, String name) {
    return files.getOrDefault(name, "");
  }

  /** What is there in a tree of maps and lists. */
  private static Object at(Object tree, Object... path) {
    Object now = tree;
    for (Object step : path) {
      Object next =
          now instanceof List<?> list && step instanceof Integer index
              ? list.get(index)
              : ((Map<?, ?>) now).get(step);
      now = Objects.requireNonNull(next, step.toString());
    }
    return now;
  }

  @Test
  void everyFileSaysWhatItIsAndForHowMany() {
    assertThat(files(stock(), 100_000))
        .hasSize(5)
        .allSatisfy((name, text) ->
            assertThat(text)
                .startsWith("# ")
                .contains("for 100,000 connections")
                .endsWith("\n")
                .doesNotContain("null"));
    assertThat(files(stock(), 100_000).values())
        .allSatisfy(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 100));
  }

  @Test
  void aMillionNeedsACeilingForOpenFilesFirst() {
    Map<String, String> files = files(stock(), 1_000_000);
    assertThat(text(files, "sysctl.d/90-freshet.conf"))
        .contains("\nfs.nr_open = 1101000\n")
        .contains("\nnet.core.somaxconn = 32768\n")
        .contains("# fs.file-max is without bound already")
        .doesNotContain("tcp_fin_timeout =")
        .doesNotContain("nf_conntrack_max =");
    assertThat(text(files, "freshet.service.d/50-limits.conf"))
        .contains("\nLimitNOFILE=1101000\n")
        .contains("FRESHET_SERVER_BACKLOG=32768");
    assertThat(text(files, "limits.d/90-freshet.conf"))
        .contains("freshet soft nofile 1101000\nfreshet hard nofile 1101000\n");
  }

  @Test
  void whatIsHigherAlreadyIsNotLowered() {
    FakeMachine rich =
        FakeMachine.healthy(folder)
            .limits(PID, "5000000")
            .sysctl("fs.nr_open", "1073741816")
            .sysctl("net.netfilter.nf_conntrack_max", "7864200");
    Map<String, String> files = files(rich, 100_000);
    assertThat(text(files, "sysctl.d/90-freshet.conf"))
        .contains("# fs.nr_open is 1073741816 already, 5000000 would do.")
        .contains("# net.core.somaxconn is 65535 already, 8192 would do.")
        .contains("# net.netfilter.nf_conntrack_max is 7864200 already")
        .contains("# net.ipv4.tcp_mem allows 3,069,960 pages of queued bytes already.");
    assertThat(text(files, "freshet.service.d/50-limits.conf")).contains("LimitNOFILE=5000000");
    Object service = at(yaml(text(files, "docker/compose.override.yaml")), "services", "freshet");
    assertThat(at(service, "sysctls", "net.core.somaxconn")).isEqualTo(65_535);
  }

  @Test
  void theFilesOfContainersAreYaml() {
    Map<String, String> files = files(stock(), 2_000_000);
    Object service = at(yaml(text(files, "docker/compose.override.yaml")), "services", "freshet");
    assertThat(at(service, "ulimits", "nofile", "hard")).isEqualTo(2_201_000);
    assertThat(at(service, "environment", "FRESHET_LIMITS_CONNECTIONS")).isEqualTo("2000000");
    Object pod = at(yaml(text(files, "kubernetes/patch.yaml")), "spec", "template", "spec");
    assertThat(at(pod, "securityContext", "sysctls", 0, "value")).isEqualTo("65535");
    assertThat(at(pod, "containers", 0, "env", 1, "value")).isEqualTo("2000000");
    assertThat(at(pod, "containers", 0, "resources", "limits", "memory").toString())
        .matches("[0-9]+Mi");
    assertThat(text(files, "kubernetes/patch.yaml")).contains("--allowed-unsafe-sysctls");
  }

  @Test
  void aMachineThatFollowsTheFilesIsFit() {
    FakeMachine fake = stock();
    long target = 900_000;
    Map<String, String> files = files(fake, target);
    text(files, "sysctl.d/90-freshet.conf")
        .lines()
        .filter(line -> line.matches("[a-z].* = .*"))
        .map(line -> line.split(" = ", 2))
        .forEach(pair -> fake.sysctl(pair[0], pair[1]));
    String limit = "LimitNOFILE=";
    text(files, "freshet.service.d/50-limits.conf")
        .lines()
        .filter(line -> line.startsWith(limit))
        .forEach(line -> fake.limits(PID, line.substring(limit.length())));
    Report report = Doctor.examine(fake.machine(), SETTINGS, OptionalLong.of(target));
    assertThat(report.findings().toString()).doesNotContain("level=FAIL", "level=WARN");
    assertThat(report.fits()).isTrue();
  }

  @Test
  void ofAMachineThatNobodySawNothingIsLowered() {
    var sizes = new Sizes(3L << 30, 7L << 30, true, true);
    Map<String, String> small = texts(Emission.planned(SETTINGS, 20_000, sizes));
    assertThat(text(small, "sysctl.d/90-freshet.conf"))
        .contains("# fs.nr_open: 23000 would do, and Linux has 1048576 unless set lower.")
        .contains("# fs.file-max: 23000 would do, and Linux has no bound unless set lower.")
        .contains("# net.netfilter.nf_conntrack_max = 30000\n")
        .contains("\nnet.core.somaxconn = 8192\n")
        .doesNotContain("\nfs.", "\nnet.netfilter");
    assertThat(text(small, "freshet.service.d/50-limits.conf"))
        .contains("\nLimitNOFILE=23000\n", "\nEnvironment=FRESHET_JAVA_OPTS=-Xmx3072m\n");
    Object service = at(yaml(text(small, "docker/compose.override.yaml")), "services", "freshet");
    assertThat(at(service, "mem_limit")).isEqualTo("7168m");
    assertThat(at(service, "environment", "FRESHET_JAVA_OPTS")).isEqualTo("-Xmx3072m");
    Map<String, String> large = texts(Emission.planned(SETTINGS, 1_000_000, sizes));
    assertThat(text(large, "sysctl.d/90-freshet.conf")).contains("\nfs.nr_open = 1101000\n");
    assertThat(small.values())
        .allSatisfy(text -> assertThat(text).contains("Written by freshet plan for 20,000"));
  }

  @Test
  void noFileIsOverwrittenUnlessForced() throws IOException {
    var emission = new Emission(stock().machine(), SETTINGS, 100_000);
    Path to = folder.resolve("out");
    Path one = to.resolve("sysctl.d/90-freshet.conf");
    Files.createDirectories(one.getParent());
    Files.writeString(one, "mine");
    assertThatThrownBy(() -> emission.files().write(to, false))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("90-freshet.conf");
    assertThat(one).hasContent("mine");
    assertThat(to.resolve("limits.d")).doesNotExist();
    assertThat(emission.files().write(to, true)).hasSize(5).contains(one).allMatch(Files::exists);
    assertThat(one).content().contains("net.core.somaxconn = 8192");
  }
}
