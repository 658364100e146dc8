package dev.freshet.tools.plan.emit;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.Tools;
import dev.freshet.redis.rig.Child;
import dev.freshet.redis.rig.FreePort;
import dev.freshet.redis.rig.NodeProcess;
import dev.freshet.redis.rig.Resp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.embedded.RedisExecProvider;

/** Redis servers with the files of a plan, but for ports and folders, and a node that uses them. */
final class PlannedRedis implements AutoCloseable {
  private final Map<String, String> texts;
  private final Path folder;
  private final List<Child> children = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  PlannedRedis(Demands demand, Path folder) {
    this.texts = demand.texts();
    this.folder = folder;
  }

  List<Integer> ports() {
    return List.copyOf(ports);
  }

  /** Starts one more by that file, and waits until it answers. */
  int start(String file) throws IOException {
    int port = FreePort.next();
    Path own = Files.createDirectories(folder.resolve("redis-" + port));
    Path users =
        Files.writeString(own.resolve("users.acl"), Demands.text(texts, "redis/users.acl"));
    String text =
        Demands.text(texts, "redis/" + file)
            .replace("port 6379", "port " + port)
            .replace("bind * -::*", "bind 127.0.0.1")
            .replace("/etc/redis/users.acl", users.toString())
            .replace("/var/lib/redis", own.toString());
    if (text.contains("cluster-enabled yes")) {
      // The bus's standard, 10,000 above, may be among those the kernel gives to clients.
      text += "\ncluster-port " + FreePort.next() + "\n";
    }
    if (!ports.isEmpty()) {
      text = text.replace("replicaof 10.2.0.1 6379", "replicaof 127.0.0.1 " + ports.getFirst());
    }
    Path conf = Files.writeString(own.resolve("redis.conf"), text);
    String binary = RedisExecProvider.defaultProvider().get().getAbsolutePath();
    children.add(Child.start(List.of(binary, conf.toString()), own, own.resolve("log")));
    ports.add(port);
    Child child = children.getLast();
    await()
        .failFast("it ended", () -> !child.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> ask(port, "PING").equals("PONG"));
    return port;
  }

  /** Asks as the user that nodes are. */
  String ask(int port, String... words) throws IOException {
    try (var resp = new Resp(port)) {
      var _ = resp.call("AUTH", "freshet", password());
      return String.valueOf(resp.call(words));
    }
  }

  private String password() {
    return Demands.variables(Demands.text(texts, "secrets.env")).values().stream()
        .filter(each -> each.startsWith("redis://freshet:"))
        .map(each -> each.replaceAll("^redis://freshet:([^@]+)@.*$", "$1"))
        .findFirst()
        .orElseThrow();
  }

  /** Joins all that run by the plan's script. */
  void join() throws IOException, InterruptedException {
    Tools.need("redis-cli");
    String script = Demands.text(texts, "redis/create-cluster.sh");
    for (int i = 0; i < ports.size(); i++) {
      script = script.replace(Layout.redis(i + 1) + ":6379 ", "127.0.0.1:" + ports.get(i) + " ");
    }
    Path file = Files.writeString(folder.resolve("create.sh"), script);
    Files.setPosixFilePermissions(file, fromString("rwx------"));
    Tools.Ended ended = Tools.run(List.of("sh", file.toString(), "--cluster-yes"), folder);
    assertThat(ended.status()).as(ended.out()).isZero();
  }

  /** A node with the plan's settings becomes ready and publishes, with history. */
  void assertANodeServes(String engine) throws IOException {
    String urls =
        ports.stream()
            .limit(texts.containsKey("redis/cluster.conf") ? 3 : 1)
            .map(port -> "\"redis://freshet:%s@127.0.0.1:%d\"".formatted(password(), port))
            .collect(Collectors.joining(", "));
    String secret =
        Demands.variables(Demands.text(texts, "secrets.env"))
            .getOrDefault("FRESHET_APPS_MAIN_SECRET", "");
    String yaml =
        Demands.text(texts, "kubernetes/freshet.yaml")
                .replace("host: 0.0.0.0", "host: 127.0.0.1")
                .replaceAll("(?m)^  tls:\n.*\n.*$", "")
                .replace("    key: app-", "    secret: " + secret + "\n    key: app-")
            + "\nengine:\n  redis:\n    "
            + engine.formatted(urls)
            + "\n";
    try (var node = NodeProcess.start(yaml)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(node.get("/ready").statusCode()).as(node.tail()).isEqualTo(200));
      assertThat(node.publish("news", "hello", secret)).contains(":");
      assertThat(node.lines()).noneMatch(line -> line.contains("NOPERM"));
    }
  }

  @Override
  public void close() {
    children.forEach(Child::kill);
  }
}
