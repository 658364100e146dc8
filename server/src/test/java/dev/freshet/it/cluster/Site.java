package dev.freshet.it.cluster;

import static org.awaitility.Awaitility.await;

import dev.freshet.it.HaProxy;
import dev.freshet.it.Parsed;
import dev.freshet.net.pusher.SignedCall;
import dev.freshet.redis.rig.NodeProcess;
import dev.freshet.redis.rig.TcpGate;
import dev.freshet.session.webhook.Backend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.awaitility.core.ThrowingRunnable;

/**
 * Three nodes behind the HAProxy of {@code deploy/}, and the backend of their application. What the
 * nodes share is up to the test.
 */
final class Site implements AutoCloseable {
  static final String APP = "1";
  static final String KEY = SignedCall.KEY;
  static final String SECRET = SignedCall.SECRET;

  /** How long a node that is not heard of counts as alive. */
  static final Duration LEASE = Duration.ofSeconds(4);

  /** How long the end of something is held in case it begins again. */
  static final Duration VACATED_DELAY = Duration.ofSeconds(1);

  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The header of the PROXY protocol by which a balancer speaks for itself (version 2, LOCAL). */
  private static final byte[] LOCAL = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n', 0x20, 0, 0, 0
  };

  private final Backend backend = new Backend();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<NodeProcess> nodes = new ArrayList<>();

  /** A way to each node past the balancer. */
  private final List<TcpGate> doors = new ArrayList<>();

  private HaProxy balancer;

  private Site() throws IOException {}

  /**
   * Starts all of it.
   *
   * @param engine the lines below {@code engine:} of each node, by its number from 0 on
   */
  static Site start(IntFunction<String> engine) throws IOException, InterruptedException {
    var site = new Site();
    try {
      for (int i = 0; i < NODES; i++) {
        site.nodes.add(NodeProcess.begin(site.yaml(engine.apply(i))));
      }
      for (NodeProcess node : site.nodes) {
        node.awaitStarted();
        site.doors.add(new TcpGate(node.port(), LOCAL));
      }
      site.balancer = HaProxy.before(site.nodes.stream().map(NodeProcess::port).toList(), null);
      site.awaitBalanced();
      return site;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      site.close();
      throw e;
    }
  }

  private String yaml(String engine) {
    return """
    server:
      proxy-protocol: v2
      trusted-proxies: [127.0.0.1]
      metrics-open: true
    http: {retry: 300ms}
    # A balancer tells of a client that closed an event stream when it is written to next.
    connection: {heartbeat: 1s}
    stop: {window: 1s, timeout: 10s}
    webhooks: {vacated-delay: %2$dms}
    cluster: {lease: %3$dms}
    engine:
    %1$s
    apps:
      - id: "%4$s"
        key: %5$s
        secret: %6$s
        pusher: {enabled: true}
        channels:
          - {pattern: "kept-*", subscribe: open, history: open, history-size: 10000}
          - {pattern: "live-*", subscribe: open}
        webhooks:
          - {url: "%7$s", batch: true}
    """
        .formatted(
            engine.indent(2).stripTrailing(),
            VACATED_DELAY.toMillis(),
            LEASE.toMillis(),
            APP,
            KEY,
            SECRET,
            backend.uri("/hooks"));
  }

  /** Waits until the balancer takes all nodes for ready. */
  void awaitBalanced() {
    var up = new TreeMap<String, String>();
    for (int i = 1; i <= NODES; i++) {
      up.put("node" + i, "UP");
    }
    balancer.awaitStatus("ready", up);
  }

  List<NodeProcess> nodes() {
    return nodes;
  }

  NodeProcess node(int index) {
    return nodes.get(index);
  }

  /** Where clients connect. */
  URI url() {
    return URI.create("http://127.0.0.1:" + balancer.port());
  }

  /** A request to one node, past the balancer. */
  HttpResponse<String> ask(int node, HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  String door(int node) {
    return "http://127.0.0.1:" + doors.get(node).port();
  }

  /** The sum of a metric over all nodes that live. */
  double metric(String name, String labels) throws IOException {
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      if (nodes.get(i).isAlive()) {
        var request = HttpRequest.newBuilder(URI.create(door(i) + "/metrics"));
        sum += NodeProcess.sum(ask(i, request).body(), name, labels);
      }
    }
    return sum;
  }

  /** The users of a presence channel, as a node says. */
  Set<String> users(int node, String channel) throws IOException {
    var users = new TreeSet<String>();
    get(node, SignedCall.get("/apps/" + APP + "/channels/" + channel + "/users"))
        .objects("users")
        .forEach(user -> users.add(user.text("id")));
    return users;
  }

  /** The occupied channels with this prefix and their subscribers, as a node says. */
  Map<String, Long> channels(int node, String prefix) throws IOException {
    var counts = new TreeMap<String, Long>();
    var call =
        SignedCall.get("/apps/" + APP + "/channels")
            .with("filter_by_prefix", prefix)
            .with("info", "subscription_count");
    Parsed channels = get(node, call).object("channels");
    for (String name : channels.fields().keySet()) {
      counts.put(name, channels.object(name).number("subscription_count"));
    }
    return counts;
  }

  private Parsed get(int node, SignedCall call) throws IOException {
    HttpResponse<String> answer = ask(node, call.request(door(node)));
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return Parsed.json(answer.body());
  }

  /** Where a channel's history stands, as {@code epoch:offset}. */
  String top(int node, String channel) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(door(node) + "/channels/" + channel + "?limit=0"));
    HttpResponse<String> answer = ask(node, request);
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return Parsed.json(answer.body()).position();
  }

  /** What backends were told of channels with this prefix, in the order it came. */
  Hooks hooks(String suffix) {
    return Hooks.of(backend.taken(), suffix);
  }

  /** Starts nodes that were killed, and waits until all are balanced again. */
  void repair() throws IOException {
    for (NodeProcess node : nodes) {
      if (!node.isAlive()) {
        node.restart();
      }
    }
    awaitBalanced();
  }

  /** Stops a node as an upgrade does, and starts it again. */
  void replace(int index) throws IOException {
    NodeProcess node = nodes.get(index);
    node.terminate();
    node.awaitEnd(PATIENCE);
    node.restart();
    awaitBalanced();
  }

  /** Waits for something the whole of the site comes to. */
  static void eventually(Duration longest, ThrowingRunnable holds) {
    await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(longest)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(holds);
  }

  /** The last lines of all nodes, for the messages of failed tests. */
  String tails() {
    var text = new StringBuilder();
    for (NodeProcess node : nodes) {
      text.append("---- ").append(node).append('\n').append(node.tail()).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    if (balancer != null) {
      balancer.close();
    }
    for (TcpGate door : doors) {
      door.close();
    }
    nodes.forEach(NodeProcess::close);
    backend.close();
    http.shutdownNow();
  }
}
