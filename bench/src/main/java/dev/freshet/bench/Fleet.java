package dev.freshet.bench;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.publish.Form;
import dev.freshet.tools.load.publish.Publish;
import dev.freshet.tools.load.publish.Publishers;
import dev.freshet.tools.load.publish.Publishing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes on one Redis, and clients: two processes a node, one whose subscribers hear shared channels
 * and one whose subscribers hear a channel of their own each. Each is a process, so none comes near
 * the bound of open files.
 */
final class Fleet implements AutoCloseable {
  private static final int CLIENT_SECONDS = 3_600;
  private static final int SHARED_SAMPLE = 64;
  private static final int OWN_SAMPLE = 4;

  /** Answers come in order on a connection: with few of them each publication waits for others. */
  private static final int OWN_PUBLISHERS = 8;

  /**
   * How large a fleet is.
   *
   * @param connections of a node, half of them on shared channels
   * @param shared how many channels are shared
   * @param history whether the channels keep any
   * @param connectRate connections begun a second by all clients together; 0 for as many as go
   * @param inFlight handshakes that each client process has under way at once
   */
  record Shape(
      int nodes, int connections, int shared, boolean history, int connectRate, int inFlight) {
    int onShared() {
      return connections / 2;
    }

    int onOwn() {
      return connections - onShared();
    }

    int all() {
      return nodes * connections;
    }

    private String prefix() {
      return "/channels/" + (history ? "kept" : "plain");
    }

    String sharedPath() {
      return prefix() + "-shared-{c}";
    }

    String ownPath(int node, String index) {
      return prefix() + "-own-" + node + "-" + index;
    }

    /** How many hear a shared channel. */
    long hearers(int channel) {
      return (long) nodes * (onShared() / shared + (channel < onShared() % shared ? 1 : 0));
    }
  }

  /** CPU time in nanoseconds, and what Redis did, at a moment. */
  record Moment(
      long nanos,
      long nodes,
      long redis,
      long clients,
      long publishers,
      long machine,
      Map<String, Long> calls) {

    /** How many commands Redis ran: scripts, and each command of theirs. */
    long commands() {
      return calls.values().stream().mapToLong(count -> count).sum();
    }

    /** What was spent and done since {@code before}. */
    Moment since(Moment before) {
      Map<String, Long> grown = new TreeMap<>();
      calls.forEach((name, count) -> {
        long more = count - before.calls.getOrDefault(name, 0L);
        if (more > 0) {
          grown.put(name, more);
        }
      });
      return new Moment(
          nanos - before.nanos,
          nodes - before.nodes,
          redis - before.redis,
          clients - before.clients,
          publishers - before.publishers,
          machine - before.machine,
          grown);
    }

    /** CPU time of what has no part in this. */
    long others() {
      return Math.max(0, machine - nodes - redis - clients - publishers);
    }

    double seconds() {
      return nanos / 1e9;
    }
  }

  /** Bytes: resident of each node, of the clients, of Redis, and what the kernel holds in slabs. */
  record Memory(List<Long> nodes, long clients, long redis, long slab, long sockets) {}

  private final Shape shape;
  private final RedisProcess redis;
  private final Target target;
  private final Path logs;
  private final List<Server> nodes = new ArrayList<>();
  private final List<Subscribers> onShared = new ArrayList<>();
  private final List<Subscribers> onOwn = new ArrayList<>();

  Fleet(Shape shape, RedisProcess redis, Target target, Path logs) {
    this.shape = shape;
    this.redis = redis;
    this.target = target;
    this.logs = logs;
  }

  /** Starts nodes until there are so many. */
  void grow(int count) throws IOException, InterruptedException {
    while (nodes.size() < count) {
      nodes.add(Server.start(target, logs));
    }
  }

  List<Server> nodes() {
    return nodes;
  }

  List<Subscribers> onShared() {
    return onShared;
  }

  List<Subscribers> onOwn() {
    return onOwn;
  }

  /** Has some connections come and go at every node, so that its code has run. */
  void warm(int connections) throws IOException {
    for (Server node : nodes) {
      String path = shape.prefix() + "-warm-{c}";
      try (Subscribers some = start(node, connections, 100, path, SHARED_SAMPLE)) {
        some.ready();
      }
    }
  }

  /** Starts all clients at once and waits for all handshakes; one that failed is a fault. */
  void connect() throws IOException {
    for (int i = 0; i < nodes.size(); i++) {
      Server node = nodes.get(i);
      onShared.add(
          start(node, shape.onShared(), shape.shared(), shape.sharedPath(), SHARED_SAMPLE));
      onOwn.add(start(node, shape.onOwn(), 1, shape.ownPath(i, "{i}"), OWN_SAMPLE));
    }
    for (Subscribers client : clients()) {
      client.ready();
    }
  }

  private Subscribers start(Server node, int count, int channels, String path, int sample)
      throws IOException {
    return Subscribers.start(
        new Subscribers.Plan(
            node.port(),
            count,
            channels,
            path,
            null,
            Wire.WEBSOCKET,
            shape.inFlight(),
            (shape.connectRate() + 2 * shape.nodes() - 1) / (2 * shape.nodes()),
            Math.min(sample, count),
            CLIENT_SECONDS));
  }

  private List<Subscribers> clients() {
    var all = new ArrayList<>(onShared);
    all.addAll(onOwn);
    return all;
  }

  void reset() throws IOException {
    for (Subscribers client : clients()) {
      client.reset();
    }
  }

  /**
   * Publishes to all shared channels, each through one node, so that a channel's numbers are in
   * order, and to the own channels of each node through the node after it.
   *
   * @param sharedRate publications a second on shared channels
   * @param ownRate publications a second on channels with one subscriber
   */
  List<Publish.Outcome> publish(int sharedRate, int ownRate, int seconds, int size)
      throws IOException, InterruptedException {
    var toShared = new ArrayList<Publishing>();
    var toOwn = new ArrayList<Publishing>();
    int count = nodes.size();
    for (int i = 0; i < count; i++) {
      int first = i * shape.shared() / count;
      int channels = (i + 1) * shape.shared() / count - first;
      int port = nodes.get(i).port();
      int rate = Math.max(1, sharedRate / count);
      if (channels > 0) {
        toShared.add(to(port, shape.sharedPath(), first, channels, rate, seconds, size));
      }
      int publishers = Math.min(OWN_PUBLISHERS, shape.onOwn());
      rate = Math.max(1, ownRate / count / publishers);
      int each = shape.onOwn() / publishers;
      for (int part = 0; part < publishers; part++) {
        String own = shape.ownPath((i + 1) % count, "{c}");
        toOwn.add(to(port, own, part * each, each, rate, seconds, size));
      }
    }
    var outcomes = new ArrayList<Publish.Outcome>();
    var failures = new ArrayList<Exception>();
    Thread beside =
        Thread.ofPlatform().name("to-shared").start(() -> run(toShared, outcomes, failures));
    Publish.Outcome own = Publishers.run(toOwn);
    beside.join();
    if (!failures.isEmpty()) {
      throw new IOException("publishing to shared channels", failures.getFirst());
    }
    return List.of(outcomes.getFirst(), own);
  }

  private static void run(
      List<Publishing> all, List<Publish.Outcome> outcomes, List<Exception> failures) {
    try {
      outcomes.add(Publishers.run(all));
    } catch (IOException | InterruptedException e) {
      failures.add(e);
    }
  }

  private static Publishing to(
      int port, String path, int first, int channels, int rate, int seconds, int size) {
    return new Publishing(port, Form.post(path), first, channels, rate, rate * seconds, size);
  }

  /** How many deliveries {@link #publish} makes on shared channels. */
  static long sharedDeliveries(Shape shape, int sharedRate, int seconds) {
    long deliveries = 0;
    int count = shape.nodes();
    for (int i = 0; i < count; i++) {
      int first = i * shape.shared() / count;
      int channels = (i + 1) * shape.shared() / count - first;
      int publications = channels == 0 ? 0 : Math.max(1, sharedRate / count) * seconds;
      for (int each = 0; each < publications; each++) {
        deliveries += shape.hearers(first + each % channels);
      }
    }
    return deliveries;
  }

  Moment moment() throws IOException {
    return new Moment(
        System.nanoTime(),
        cpu(nodes.stream().map(Server::probe).toList()),
        new Probe(redis.pid()).cpuNanos(),
        cpu(clients().stream().map(Subscribers::probe).toList()),
        new Probe(ProcessHandle.current().pid()).cpuNanos(),
        busy(),
        redis.calls());
  }

  /** CPU time of the whole machine in nanoseconds. */
  private static long busy() throws IOException {
    // cpu user nice system idle iowait irq softirq steal …
    String[] ticks = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
    long all = 0;
    for (int i : new int[] {1, 2, 3, 6, 7}) {
      all += Long.parseLong(ticks[i]);
    }
    return all * 10_000_000;
  }

  private static long cpu(List<Probe> processes) throws IOException {
    long nanos = 0;
    for (Probe process : processes) {
      nanos += process.cpuNanos();
    }
    return nanos;
  }

  Memory memory() throws IOException {
    var resident = new ArrayList<Long>();
    for (Server node : nodes) {
      resident.add(node.probe().rss());
    }
    long clients = 0;
    for (Subscribers client : clients()) {
      clients += client.probe().rss();
    }
    return new Memory(resident, clients, new Probe(redis.pid()).rss(), slab(), sockets());
  }

  private static long slab() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("Slab:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }

  /** What is in the buffers of TCP sockets. */
  private static long sockets() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/net/sockstat"))) {
      if (line.startsWith("TCP:")) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) * 4096;
      }
    }
    return 0;
  }

  /** The sum of a counter over the nodes. */
  double counted(String name) throws IOException {
    double sum = 0;
    for (Server node : nodes) {
      sum += node.metrics().getOrDefault(name, 0.0);
    }
    return sum;
  }

  @Override
  public void close() {
    clients().forEach(Subscribers::close);
    nodes.forEach(Server::close);
  }
}
