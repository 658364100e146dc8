package dev.freshet.redis.state;

import static dev.freshet.cluster.Rules.get;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Heard;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.PresenceContract;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.redis.RedisBroker;
import dev.freshet.redis.link.Shards;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;

/** One node of a test: its connections, its broker, and what it knows with the others. */
final class Machine implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** A lease as short as may be; nothing is held. */
  static final StateSettings SETTINGS = holding(Duration.ZERO);

  final Metrics metrics = new Metrics();
  final Heard heard = new Heard();
  final PresenceContract.Told members = new PresenceContract.Told();
  final List<String> counts = new CopyOnWriteArrayList<>();
  final Told told = new Told();
  final String id = "node-" + COUNT.incrementAndGet();
  final RedisState state;
  private final Shards shards;
  private final RedisBroker broker;
  private boolean dead;

  Machine(Servers servers, String prefix, StateSettings settings) {
    shards = new Shards(servers.settings(prefix, id), metrics);
    broker =
        new RedisBroker(
            shards,
            new RedisBroker.Settings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1)),
            metrics,
            InstantSource.system());
    state = new RedisState(shards, id, settings, metrics);
    state
        .occupancy()
        .start((channel, before, now) ->
            counts.add("%s %d %d".formatted(channel.name(), before, now)));
    state.presence().start(members);
    state.start(told);
  }

  static StateSettings holding(Duration delay) {
    return new StateSettings(Duration.ofSeconds(2), delay, 1_000, Duration.ofSeconds(10));
  }

  /** One that is up. */
  static Machine start(Servers servers, String prefix, StateSettings settings) {
    var machine = new Machine(servers, prefix, settings);
    machine.connect();
    machine.state.nodes().start(machine::node, order -> {});
    soon().until(() -> machine.state.isUp());
    return machine;
  }

  /** Many are started, so it is looked often. */
  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  void connect() {
    broker.start(heard);
    soon().until(() -> shards.isUp(0) && shards.isUp(Store.BUCKETS - 1));
  }

  /** Whether it reaches Redis. */
  boolean isUp() {
    return shards.isUp(0);
  }

  Nodes nodes() {
    return state.nodes();
  }

  Node node() {
    return new Node(
        id, id, "1", "c", Instant.EPOCH, Nodes.State.READY, 1, 10, 1, 0, 0, Map.of("app", 1));
  }

  void listen(ChannelName channel) {
    get(broker.listen(channel));
  }

  /** The notices of members on a channel that was listened to, all that were published so far. */
  List<Publication> heard(ChannelName channel) {
    var mark = Publication.of(Notice.COUNT, Payload.text(Long.toString(System.nanoTime())), 1);
    broker.announce(channel, mark);
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> heard.on(channel).stream().anyMatch(p -> p.payload().equals(mark.payload())));
    return heard.on(channel).stream()
        .filter(p -> p.notice() != Notice.COUNT && p.notice() != Notice.RETURNED)
        .toList();
  }

  /** Ends like a process that is killed: it says nothing to anybody. */
  void die() {
    dead = true;
    state.abandon();
    broker.close();
    shards.close();
  }

  @Override
  public void close() {
    if (dead) {
      return;
    }
    state.close();
    broker.close();
    shards.close();
  }
}
