package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.JvmNodes;
import dev.freshet.config.Config;
import dev.freshet.it.NodePackages;
import dev.freshet.it.Parsed;
import dev.freshet.it.ReadyBalancer;
import dev.freshet.metrics.Metric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes behind a balancer, and a crowd of pusher-js and {@code EventSource} clients: whatever
 * operators move, nobody is lost for good.
 */
class DrainIT {
  private static final int CROWD = 40;

  private final JvmNodes.Cluster cluster = new JvmNodes.Cluster();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Parsed> lines = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private ReadyBalancer balancer;
  private Server a;
  private Server b;

  @BeforeEach
  void start() throws Exception {
    balancer = new ReadyBalancer();
    open.add(balancer);
    a = node("a");
    b = node("b");
    balancer.add(port(a));
    crowd();
    balancer.add(port(b));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    http.close();
  }

  private Server node(String name) throws IOException {
    var settings = new HashMap<String, String>();
    settings.put("server.port", "0");
    settings.put("node.name", name);
    settings.put("drain.notice", "300ms");
    settings.put("drain.accept-rate", "40");
    settings.put("stop.window", "0s");
    settings.put("stop.timeout", "10s");
    settings.put("http.retry", "100ms");
    Config config = Config.load(Optional.empty(), Map.of(), settings);
    Server server = Server.start(config, "it", "it", cluster.open("id-" + name));
    open.add(server);
    patiently().until(() -> ready(server) == 200);
    return server;
  }

  private void crowd() throws Exception {
    NodePackages packages = NodePackages.install();
    Process process = packages.command("crowd.mjs", "" + balancer.port(), "" + CROWD).start();
    open.add(process::destroy);
    Thread.startVirtualThread(() -> read(process));
    awaitConnections(a, CROWD);
    patiently().until(() -> opened(0).size() == CROWD);
  }

  private void read(Process process) {
    try (var reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Parsed.json(line));
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }

  @Test
  void aDrainedNodeIsEmptyAndItsClientsHearTheOther() throws Exception {
    // Before any lag lowers it, 40 connections take a second; a busy machine takes longer.
    Parsed plan = post(b, "/drain", "{\"node\":\"a\"}", 202);
    assertThat(plan.text("name")).isEqualTo("a");
    assertThat(plan.number("connections")).isEqualTo(CROWD);
    assertThat(plan.text("plan")).startsWith(CROWD + " connections, ");
    patiently().until(() -> ready(a) == 503);
    awaitConnections(a, 0);
    awaitConnections(b, CROWD);
    assertThat(closed(a, "moved")).isEqualTo(CROWD);
    assertThat(opened(0)).hasSize(CROWD);
    assertAllHear(b);
    assertThat(send(a, "/ready").body()).contains("\"code\":\"draining\"");
    assertThat(post(b, "/resume", "{\"node\":\"a\"}", 202).text("name")).isEqualTo("a");
    patiently().until(() -> ready(a) == 200);
    assertThat(value(b, Metric.CONNECTIONS)).isEqualTo(CROWD);
    assertNobodyDied();
  }

  @Test
  void aRebalanceMovesAShareToTheEmptyNode() throws Exception {
    Parsed plan = post(b, "/rebalance", "", 202);
    assertThat(plan.number("connections")).isEqualTo(CROWD / 2);
    assertThat(plan.objects("moves")).hasSize(1);
    awaitConnections(a, CROWD / 2);
    awaitConnections(b, CROWD / 2);
    assertThat(ready(a)).isEqualTo(200);
    assertThat(closed(a, "moved")).isEqualTo(CROWD / 2);
    assertAllHear(a, b);
    patiently().until(() -> value(a, Metric.LEAVE_RATE) == 0);
    assertThat(post(b, "/rebalance", "", 202).objects("moves")).isEmpty();
    assertNobodyDied();
  }

  @Test
  void aNodeThatStopsSendsItsClientsToTheOther() throws Exception {
    var told = new ByteArrayOutputStream();
    var err = new PrintStream(told, true, StandardCharsets.UTF_8);
    new Serve(err, err).stop(a);
    assertThat(told.toString(StandardCharsets.UTF_8).lines())
        .first(InstanceOfAssertFactories.STRING)
        .matches("stopping: " + CROWD + " connections, \\d+ per second, \\d+ seconds?");
    awaitConnections(b, CROWD);
    assertThat(closed(a, "moved")).isEqualTo(CROWD);
    assertThat(nodes(b)).hasSize(1);
    assertAllHear(b);
    assertThat(b.leave()).isEqualTo("connections are sent away over 0 s");
    assertNobodyDied();
  }

  @Test
  void everyNodeListsAll() throws Exception {
    List<Parsed> nodes = nodes(b);
    assertThat(nodes).extracting(node -> node.text("name")).containsExactly("a", "b");
    Parsed first = nodes.getFirst();
    assertThat(first.text("state")).isEqualTo("ready");
    assertThat(first.number("connections")).isEqualTo(CROWD);
    assertThat(first.object("apps").number("1")).isEqualTo(CROWD);
    assertThat(first.flag("self")).isFalse();
    assertThat(nodes.get(1).flag("self")).isTrue();
    assertThat(first.number("connections-max")).isBetween((long) CROWD, 1_000_000L);
    assertThat(first.number("accept-rate")).isBetween(1L, 40L);
    assertThat(value(b, Metric.NODES, "ready")).isEqualTo(2);
  }

  /** Publishes on these nodes, and waits until everybody heard it, once. */
  private void assertAllHear(Server... nodes) throws Exception {
    int from = lines.size();
    for (Server node : nodes) {
      String batch = "[{\"channel\":\"chat\",\"event\":\"said\",\"data\":\"\\\"here\\\"\"}]";
      assertThat(send(node, "/channels", batch).statusCode()).isEqualTo(200);
    }
    patiently().until(() -> heard(from).size() == CROWD);
    assertThat(lines.subList(from, lines.size()).stream().filter(line -> line.has("data")))
        .hasSize(CROWD);
  }

  private Set<Long> heard(int from) {
    return clients(from, "data");
  }

  private Set<Long> opened(int from) {
    return clients(from, "open");
  }

  private Set<Long> clients(int from, String what) {
    return lines.subList(from, lines.size()).stream()
        .filter(line -> line.has(what))
        .map(line -> line.number("client"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void assertNobodyDied() {
    assertThat(lines).noneMatch(line -> line.has("dead"));
    assertThat(opened(0))
        .containsExactlyElementsOf(IntStream.range(0, CROWD).mapToObj(Long::valueOf).toList());
  }

  private static double value(Server node, Metric metric, String... labels) {
    return metric == Metric.CONNECTIONS
        ? node.metrics().value(metric, "1", "sse") + node.metrics().value(metric, "1", "pusher")
        : node.metrics().value(metric, labels);
  }

  private static double closed(Server node, String reason) {
    return node.metrics().value(Metric.CONNECTIONS_CLOSED, "1", reason);
  }

  private static void awaitConnections(Server node, int count) {
    patiently().until(() -> value(node, Metric.CONNECTIONS) == count);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
  }

  private static int port(Server node) {
    return node.address().getPort();
  }

  private int ready(Server node) throws Exception {
    return send(node, "/ready").statusCode();
  }

  private List<Parsed> nodes(Server node) throws Exception {
    return Parsed.json(send(node, "/nodes").body()).objects("nodes");
  }

  private Parsed post(Server node, String path, String body, int status) throws Exception {
    var response = send(node, path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return Parsed.json(response.body());
  }

  private HttpResponse<String> send(Server node, String path) throws Exception {
    return http.send(HttpRequest.newBuilder(uri(node, path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(Server node, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(uri(node, path)).POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static URI uri(Server node, String path) {
    return URI.create("http://127.0.0.1:" + port(node) + path);
  }
}
