package dev.freshet.tools.plan.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.Tools;
import dev.freshet.it.hostile.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every file that {@code freshet plan --emit} writes, by the checker that there is for it. */
class PlanFilesIT {
  @TempDir private Path folder;

  private void write(Demands demand) throws IOException {
    var _ = demand.files().write(folder, false);
  }

  private String run(String... command) throws Exception {
    Tools.Ended ended = Tools.run(List.of(command), folder);
    assertThat(ended.status()).as(ended.out()).isZero();
    return ended.out();
  }

  private void change(String name, String pattern, String by) throws IOException {
    Path file = folder.resolve(name);
    String before = Files.readString(file);
    String after = before.replaceAll(pattern, by);
    assertThat(after).as(pattern).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  @ParameterizedTest
  @EnumSource
  void haProxyTakesItsConfiguration(Demands demand) throws Exception {
    String program = Tools.need("haproxy");
    write(demand);
    if (demand == Demands.SMALL_TLS) {
      assertThat(folder.resolve("haproxy")).doesNotExist();
      return;
    }
    if (!demand.tls()) {
      Path chain = folder.resolve("chain.pem");
      Path key = folder.resolve("key.pem");
      new Certificate(folder, "localhost").write(chain, key);
      Path both =
          Files.writeString(
              folder.resolve("both.pem"), Files.readString(chain) + Files.readString(key));
      change("haproxy/haproxy.cfg", "/etc/haproxy/push\\.example\\.com\\.pem", both.toString());
    }
    assertThat(run(program, "-c", "-f", "haproxy/haproxy.cfg")).doesNotContain("WARNING");
  }

  @ParameterizedTest
  @EnumSource
  void systemdTakesTheUnitWithItsDropIn(Demands demand) throws Exception {
    String program = Tools.need("systemd-analyze");
    write(demand);
    // The launcher is not installed here.
    change("freshet.service", "/opt/freshet/freshet", "/bin/true");
    assertThat(run(program, "verify", "./freshet.service")).isEmpty();
    // It is looked at: a fault in the drop-in is told.
    change("freshet.service.d/50-limits.conf", "LimitNOFILE=", "LimitNOFILE=many");
    assertThat(Tools.run(List.of(program, "verify", "./freshet.service"), folder).out())
        .contains("50-limits.conf", "many");
  }

  @ParameterizedTest
  @EnumSource
  void sysctlTakesTheKernelsParameters(Demands demand) throws Exception {
    String program = Tools.need("sysctl");
    write(demand);
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().contains("sysctl.d/")).toList()) {
        assertThat(run(program, "--dry-run", "-p", file.toString())).contains(" = ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void kubernetesKnowsEveryFieldOfTheManifests(Demands demand) throws Exception {
    String program = Tools.need("kubectl");
    write(demand);
    String all = run(program, "kustomize", ".");
    List<Map<?, ?>> objects = Demands.yaml(all).<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    assertThat(objects)
        .extracting(each -> (Object) each.get("kind"))
        .containsExactlyInAnyOrder(
            "ConfigMap", "Secret", "Service", "Deployment", "PodDisruptionBudget");
    String deployment =
        Stream.of(all.split("(?m)^---$"))
            .filter(part -> part.contains("kind: Deployment"))
            .findFirst()
            .orElseThrow();
    Files.writeString(folder.resolve("one.yaml"), deployment);
    // It reads the object into its own types and writes these: what it does not know is gone.
    String known = run(program, "set", "env", "--local", "-f", "one.yaml", "A=b", "-o", "yaml");
    assertThat(missing(only(deployment), only(known), "")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void dockerComposeTakesItsFiles(Demands demand) throws Exception {
    List<String> program = compose();
    write(demand);
    Map<?, ?> service = (Map<?, ?>) inside(only(composed(program, "node7").out()), "services");
    service = (Map<?, ?>) inside(service, "freshet");
    String name = demand.alone() ? "node1" : "node7";
    assertThat(environment(service)).containsEntry("FRESHET_NODE_NAME", name);
    assertThat(environment(service))
        .containsAllEntriesOf(Demands.variables(Files.readString(folder.resolve("secrets.env"))))
        .containsKey("FRESHET_SERVER_BACKLOG");
    assertThat(service.get("ulimits")).asString().contains("nofile");
    if (!demand.alone()) {
      // Nodes that do not know their own names would all be called the same.
      Tools.Ended nameless = composed(program, "");
      assertThat(nameless.status()).isNotZero();
      assertThat(nameless.out()).contains("run: export HOSTNAME");
    }
    // It is looked at: a key that it does not know is told.
    change("docker/compose.override.yaml", "ulimits:", "ulimitz:");
    Tools.Ended wrong = composed(program, "node7");
    assertThat(wrong.status()).isNotZero();
    assertThat(wrong.out()).contains("ulimitz");
  }

  /** Compose 2 as Docker's plugin where there is one, else as a program of its own. */
  private List<String> compose() throws Exception {
    List<String> plugin = List.of("docker", "compose");
    try {
      if (Tools.run(Tools.command("docker", "compose", "version"), folder).status() == 0) {
        return plugin;
      }
    } catch (IOException _) {
      // There is no Docker, which the program does without.
    }
    return List.of(Tools.need("docker-compose"));
  }

  /** What Compose makes of both files, where the machine has this name; or its complaint. */
  private Tools.Ended composed(List<String> program, String name) throws Exception {
    var command = new ArrayList<>(List.of("env", "HOSTNAME=" + name));
    command.addAll(program);
    for (String file : List.of("docker/compose.yaml", "docker/compose.override.yaml")) {
      command.addAll(List.of("-f", file));
    }
    command.add("config");
    return Tools.run(command, folder);
  }

  private static Map<String, String> environment(Map<?, ?> service) {
    Map<String, String> variables = new HashMap<>();
    ((Map<?, ?>) inside(service, "environment"))
        .forEach((name, value) -> variables.put(name.toString(), value.toString()));
    return variables;
  }

  private static Object inside(Object outer, String name) {
    return Objects.requireNonNull(((Map<?, ?>) outer).get(name), name);
  }

  private static Object only(String yaml) {
    return Demands.yaml(yaml).findFirst().orElseThrow();
  }

  /** Where something of the one tree is not in the other; lists may have more at their ends. */
  private static String missing(Object wanted, Object found, String path) {
    if (wanted instanceof Map<?, ?> map && found instanceof Map<?, ?> other) {
      for (Map.Entry<?, ?> each : map.entrySet()) {
        String at = path + "." + each.getKey();
        Object there = other.get(each.getKey());
        String fault = there == null ? at : missing(each.getValue(), there, at);
        if (!fault.isEmpty()) {
          return fault;
        }
      }
      return "";
    }
    if (wanted instanceof List<?> list && found instanceof List<?> other) {
      for (int i = 0; i < list.size(); i++) {
        String at = path + "[" + i + "]";
        String fault = i < other.size() ? missing(list.get(i), other.get(i), at) : at;
        if (!fault.isEmpty()) {
          return fault;
        }
      }
      return "";
    }
    // Values may be written in another way, as 1024Mi is 1Gi.
    return wanted.getClass() == found.getClass() ? "" : path;
  }

  @Test
  void aNodeRunsWithTheRedisOfThePlan() throws Exception {
    try (var redis = new PlannedRedis(Demands.FIFTY_THOUSAND, folder)) {
      int _ = redis.start("redis.conf");
      int replica = redis.start("replica.conf");
      await()
          .untilAsserted(() ->
              assertThat(redis.ask(replica, "INFO", "replication"))
                  .contains("master_link_status:up"));
      redis.assertANodeServes("url: [%s]");
    }
  }

  @Test
  void aNodeRunsWithTheClusterOfThePlan() throws Exception {
    try (var redis = new PlannedRedis(Demands.HALF_A_MILLION, folder)) {
      for (int i = 0; i < 6; i++) {
        int _ = redis.start("cluster.conf");
      }
      redis.join();
      await()
          .untilAsserted(() ->
              assertThat(redis.ask(redis.ports().getFirst(), "CLUSTER", "INFO"))
                  .contains("cluster_state:ok", "cluster_known_nodes:6", "cluster_size:3"));
      redis.assertANodeServes("cluster: [%s]");
    }
  }
}
