package dev.freshet.redis.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ConditionFactory;

/**
 * A Redis Cluster of three masters with a replica each. A master that is gone for a second and a
 * half is replaced by its replica. One over TLS has no replicas.
 */
public final class RedisClusterRig implements AutoCloseable {
  /** How many slots there are. */
  public static final int SLOTS = 16_384;

  private static final int MASTERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RedisClusterRig shared;

  private final List<RedisProcess> nodes = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();
  private final Member member;
  private final int count;
  private final boolean gated;
  private final List<TcpGate> gates = new ArrayList<>();

  private RedisClusterRig(Member member, int count, boolean gated) {
    this.member = member;
    this.count = count;
    this.gated = gated;
  }

  /** How a member starts that is told what members have in common. */
  private interface Member {
    RedisProcess start(List<String> directives) throws IOException;
  }

  private static RedisClusterRig plain(boolean gated) throws IOException {
    return start(
        new RedisClusterRig(
            directives -> RedisProcess.start(directives.toArray(String[]::new)),
            2 * MASTERS,
            gated));
  }

  /**
   * The one that tests of a run share, which use keys of their own: starting one takes seconds. A
   * test may move slots and kill nodes. Whole when this returns; it ends with the run.
   */
  public static synchronized RedisClusterRig shared() throws IOException {
    if (shared == null) {
      RedisClusterRig rig = plain(false);
      Runtime.getRuntime().addShutdownHook(new Thread(rig::close));
      shared = rig;
    } else {
      shared.mend();
    }
    return shared;
  }

  /** Starts again what was killed, and waits until all is well. */
  public void mend() throws IOException {
    for (RedisProcess node : nodes) {
      if (!node.isAlive()) {
        node.restart();
      }
    }
    awaitContent();
  }

  /** One of its own with a gate before each node: clients are told the gates' ports. */
  public static RedisClusterRig gated() throws IOException {
    return plain(true);
  }

  /**
   * One of its own of three masters alone, on 127.0.0.1 and 127.0.0.2, who speak nothing but TLS
   * with clients and each other.
   *
   * @param trusting takes the certificate
   * @param certificate a PEM file, as is the key; it signed itself
   * @param user the only one they know
   */
  public static RedisClusterRig sealed(
      SSLContext trusting, Path certificate, Path key, String user, String password)
      throws IOException {
    var common =
        List.of(
            "bind 127.0.0.1 127.0.0.2",
            "tls-cluster yes",
            "tls-auth-clients no",
            "tls-ca-cert-file " + certificate.toAbsolutePath(),
            "tls-cert-file " + certificate.toAbsolutePath(),
            "tls-key-file " + key.toAbsolutePath());
    return start(
        new RedisClusterRig(
            directives -> {
              var all = new ArrayList<>(directives);
              all.addAll(common);
              return RedisProcess.sealed(trusting.getSocketFactory(), user, password, all);
            },
            MASTERS,
            false));
  }

  /** Starts and joins the nodes, and waits until all of them are content. */
  private static RedisClusterRig start(RedisClusterRig rig) throws IOException {
    try {
      for (int i = 0; i < rig.count; i++) {
        rig.add();
      }
      rig.form();
      return rig;
    } catch (IOException | RuntimeException | Error e) {
      rig.close();
      throw e;
    }
  }

  private void add() throws IOException {
    int bus = FreePort.next();
    RedisProcess node =
        member.start(
            List.of(
                "cluster-enabled yes",
                "cluster-port " + bus,
                "cluster-node-timeout 1500",
                "cluster-require-full-coverage no"));
    nodes.add(node);
    busPorts.add(bus);
    if (gated) {
      var gate = new TcpGate(node.port());
      gates.add(gate);
      node.call("CONFIG", "SET", "cluster-announce-port", Integer.toString(gate.port()));
      node.call("CONFIG", "REWRITE");
    }
  }

  private void form() throws IOException {
    for (int i = 0; i < MASTERS; i++) {
      String from = Integer.toString(SLOTS * i / MASTERS);
      String to = Integer.toString(SLOTS * (i + 1) / MASTERS - 1);
      nodes.get(i).call("CLUSTER", "ADDSLOTSRANGE", from, to);
    }
    for (int i = 0; i < count; i++) {
      nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      for (int j = 0; j < i; j++) {
        String port = Integer.toString(port(nodes.get(j)));
        String bus = Integer.toString(busPorts.get(j));
        nodes.get(i).call("CLUSTER", "MEET", "127.0.0.1", port, bus);
      }
    }
    patiently().until(() -> allSay("cluster_known_nodes:" + count));
    for (int i = MASTERS; i < count; i++) {
      RedisProcess replica = nodes.get(i);
      String master = id(nodes.get(i - MASTERS));
      patiently().until(() -> "OK".equals(replica.call("CLUSTER", "REPLICATE", master)));
    }
    awaitContent();
  }

  /** Polls; what a node refuses meanwhile is no answer yet. */
  private static ConditionFactory patiently() {
    return await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class);
  }

  /** Waits until each node that lives sees all slots served, and each replica is in step. */
  public void awaitContent() {
    patiently().until(() -> allSay("cluster_state:ok") && allSay("cluster_slots_ok:" + SLOTS));
    patiently().until(() -> slotsAreKnownToAll() && replicasAreInStep());
  }

  private boolean allSay(String line) throws IOException {
    for (RedisProcess node : alive()) {
      if (((String) node.call("CLUSTER", "INFO")).lines().noneMatch(line::equals)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all that live name the same masters and replicas for all slots, and those all. */
  private boolean slotsAreKnownToAll() throws IOException {
    Set<Object> views = new HashSet<>();
    for (RedisProcess node : alive()) {
      List<Range> ranges = slots(node);
      Set<Integer> ports = new HashSet<>();
      ranges.forEach(range -> ports.addAll(range.ports));
      if (!alive().stream().map(this::port).allMatch(ports::contains)) {
        return false;
      }
      views.add(
          ranges.stream()
              .map(range -> range.from + "-" + range.to + range.ports)
              .sorted()
              .collect(Collectors.joining(" ")));
    }
    return views.size() == 1;
  }

  private boolean replicasAreInStep() throws IOException {
    for (RedisProcess node : alive()) {
      if (node.info("replication", "role").equals("slave")
          && !node.info("replication", "master_link_status").equals("up")) {
        return false;
      }
    }
    return true;
  }

  /** All, masters and replicas, those included that were killed. */
  public List<RedisProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** Those that live now. */
  public List<RedisProcess> alive() {
    return nodes.stream().filter(RedisProcess::isAlive).toList();
  }

  /** The gates before the nodes, in their order; none unless it is {@link #gated}. */
  public List<TcpGate> gates() {
    return List.copyOf(gates);
  }

  /** The port of a node that clients are told. */
  private int port(RedisProcess node) {
    return gated ? gates.get(nodes.indexOf(node)).port() : node.port();
  }

  /** {@code redis://127.0.0.1:PORT} of each node, as clients are told. */
  public List<String> urls() {
    return nodes.stream().map(node -> "redis://127.0.0.1:" + port(node)).toList();
  }

  /** The slot of a key, as Redis computes it. */
  public int slotOf(String key) throws IOException {
    return ((Long) alive().getFirst().call("CLUSTER", "KEYSLOT", key)).intValue();
  }

  /** The nodes that serve slots. */
  public List<RedisProcess> masters() throws IOException {
    return slots(alive().getFirst()).stream()
        .map(range -> byPort(range.ports.getFirst()))
        .distinct()
        .toList();
  }

  /** Who serves a slot, as a node that lives sees it. */
  public RedisProcess masterOf(int slot) throws IOException {
    return byPort(range(slot).ports.getFirst());
  }

  /** A replica of the slot's master. */
  public RedisProcess replicaOf(int slot) throws IOException {
    return byPort(range(slot).ports.get(1));
  }

  private Range range(int slot) throws IOException {
    return slots(alive().getFirst()).stream()
        .filter(range -> range.from <= slot && slot <= range.to)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody serves slot " + slot));
  }

  /** A planned failover: the replica of the slot's master takes its place, and nothing is lost. */
  public void failover(int slot) throws IOException {
    RedisProcess before = masterOf(slot);
    replicaOf(slot).call("CLUSTER", "FAILOVER");
    awaitMasterOtherThan(before, slot);
  }

  /** Waits until all that live say that another is master of the slot. */
  public void awaitMasterOtherThan(RedisProcess before, int slot) {
    patiently()
        .until(() -> {
          for (RedisProcess node : alive()) {
            if (slots(node).stream()
                .noneMatch(range ->
                    range.from <= slot
                        && slot <= range.to
                        && range.ports.getFirst() != port(before))) {
              return false;
            }
          }
          return true;
        });
    awaitOk();
  }

  private void awaitOk() {
    patiently().until(() -> allSay("cluster_state:ok"));
  }

  /** Moves a slot with all its keys to another master, while both serve. */
  public void moveSlot(int slot, RedisProcess to) throws IOException {
    RedisProcess from = masterOf(slot);
    String number = Integer.toString(slot);
    String target = id(to);
    to.call("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
    from.call("CLUSTER", "SETSLOT", number, "MIGRATING", target);
    try (Resp source = from.connect()) {
      List<Object> keys = Resp.list(source.call("CLUSTER", "GETKEYSINSLOT", number, "10"));
      while (!keys.isEmpty()) {
        var migrate =
            new ArrayList<>(
                List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000"));
        migrate.addAll(to.login());
        migrate.add("KEYS");
        keys.forEach(key -> migrate.add((String) key));
        source.call(migrate.toArray(String[]::new));
        keys = Resp.list(source.call("CLUSTER", "GETKEYSINSLOT", number, "10"));
      }
    }
    // The target first: it must know before the source sends anybody there.
    to.call("CLUSTER", "SETSLOT", number, "NODE", target);
    from.call("CLUSTER", "SETSLOT", number, "NODE", target);
    for (RedisProcess other : masters()) {
      if (other != to && other != from) {
        other.call("CLUSTER", "SETSLOT", number, "NODE", target);
      }
    }
    patiently().until(() -> slotsAreKnownToAll());
  }

  private static String id(RedisProcess node) throws IOException {
    return (String) node.call("CLUSTER", "MYID");
  }

  private RedisProcess byPort(int port) {
    return nodes.stream().filter(node -> port(node) == port).findFirst().orElseThrow();
  }

  /** Slots and who has them: first the master, then its replicas. */
  private record Range(long from, long to, List<Integer> ports) {}

  private static List<Range> slots(RedisProcess asked) throws IOException {
    var ranges = new ArrayList<Range>();
    for (Object each : Resp.list(asked.call("CLUSTER", "SLOTS"))) {
      List<Object> fields = Resp.list(each);
      List<Integer> ports =
          fields.subList(2, fields.size()).stream()
              .map(node -> ((Long) Resp.list(node).get(1)).intValue())
              .toList();
      ranges.add(new Range((Long) fields.get(0), (Long) fields.get(1), ports));
    }
    return ranges;
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
    for (TcpGate gate : gates) {
      try {
        gate.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
