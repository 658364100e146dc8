package dev.freshet.redis.state;

import dev.freshet.cluster.Nodes;
import dev.freshet.metrics.Incident;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry of nodes in Redis: once a second a node refreshes its lease in one call, says how it
 * is, and hears of the others, of orders, and of leases that have lapsed and are its to sweep.
 */
final class RedisNodes implements Nodes {
  private static final System.Logger LOG = System.getLogger(RedisNodes.class.getName());

  /** The registry is with the keys of this bucket. */
  static final int BUCKET = 0;

  private static final Comparator<Node> ORDER =
      Comparator.comparing(Node::name).thenComparing(Node::id);

  private final Store store;
  private final Lease lease;
  private final StateSettings settings;
  private final Follower follower;
  private final Script script = Script.of("nodes");
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Incident failure =
      new Incident(LOG, System.Logger.Level.WARNING, "the node's lease was not refreshed");
  private volatile @Nullable Supplier<Node> self;
  private volatile @Nullable Receiver receiver;
  private volatile List<Node> others = List.of();

  /** Which life of the data was seen last; guarded by this. */
  private String life = "";

  /** Under which lease it was seen; guarded by this. */
  private String seenBy = "";

  /** Leases that nobody knew, and since when; guarded by this. */
  private final Map<String, Long> strangers = new HashMap<>();

  /** What follows from a heartbeat. */
  interface Follower {
    /** The lease is known to the others now, and was not before. */
    void held();

    /** The lease is lost. */
    void lost(String which);

    /** All that was known is gone. */
    void forgotten();

    /** These leases are this node's to sweep. */
    void dying(List<String> leases);
  }

  RedisNodes(Store store, Lease lease, StateSettings settings, Follower follower) {
    this.store = store;
    this.lease = lease;
    this.settings = settings;
    this.follower = follower;
  }

  @Override
  public void start(Supplier<Node> node, Receiver orders) {
    receiver = orders;
    self = node;
    var _ = beat();
  }

  @Override
  public String id() {
    return lease.node();
  }

  @Override
  public CompletionStage<List<Node>> all() {
    return beat().thenApply(done -> known());
  }

  @Override
  public List<Node> known() {
    var all = new ArrayList<>(others);
    Supplier<Node> node = self;
    if (node != null) {
      all.add(node.get());
    }
    all.sort(ORDER);
    return List.copyOf(all);
  }

  @Override
  public CompletionStage<Boolean> order(String nodeId, Order order) {
    return call("order", Words.bytes(nodeId), NodeRecord.write(order))
        .thenApply(reply -> Words.number(reply.get(1)) == 1);
  }

  private CompletionStage<List<Object>> call(String mode, byte[]... more) {
    var args = new byte[2 + more.length][];
    args[0] = Words.bytes(mode);
    args[1] = Words.bytes(lease.id());
    System.arraycopy(more, 0, args, 2, more.length);
    return store.run(BUCKET, script, Words.keys(store, BUCKET, "n:"), args);
  }

  /** Refreshes the lease. */
  CompletionStage<Void> beat() {
    Supplier<Node> node = self;
    if (node == null || closed.get()) {
      return CompletableFuture.completedStage(null);
    }
    String which = lease.id();
    String known;
    synchronized (this) {
      known = seenBy.equals(which) ? life : "";
    }
    return call(
            "beat",
            Words.bytes(known),
            Words.bytes(Lease.word()),
            Words.bytes(settings.lease().toMillis()),
            NodeRecord.write(node.get()))
        .thenCompose(reply -> heard(which, reply))
        .whenComplete((done, why) -> {
          if (why != null && store.isUp(BUCKET)) {
            failure.happened(why);
          }
        });
  }

  private CompletionStage<Void> heard(String which, List<Object> reply) {
    String found = Words.text(reply.get(1));
    if (Words.text(reply.getFirst()).equals("dead")) {
      follower.lost(which);
      return beat();
    }
    boolean forgotten;
    synchronized (this) {
      forgotten = !life.isEmpty() && !life.equals(found);
      life = found;
      seenBy = which;
    }
    remember(Words.list(reply.get(2)));
    if (lease.hold(which)) {
      follower.held();
    } else if (forgotten) {
      follower.forgotten();
    }
    List<String> dying = Words.list(reply.get(3)).stream().map(Words::text).toList();
    if (!dying.isEmpty()) {
      follower.dying(dying);
    }
    take(Words.list(reply.get(4)));
    return judge();
  }

  private void remember(List<Object> records) {
    Set<String> ids = new HashSet<>(Set.of(id()));
    var found = new ArrayList<Node>(records.size() / 2);
    for (int i = 1; i < records.size(); i += 2) {
      Node node = NodeRecord.node((byte[]) records.get(i));
      if (node != null && ids.add(node.id())) {
        found.add(node);
      }
    }
    others = List.copyOf(found);
  }

  private void take(List<Object> orders) {
    Receiver to = receiver;
    for (Object bytes : orders) {
      Order order = NodeRecord.order((byte[]) bytes);
      if (order != null && to != null && !closed.get()) {
        to.take(order);
      } else {
        LOG.log(System.Logger.Level.WARNING, "an order of another node was not understood");
      }
    }
  }

  /** Something of these leases was found; whoever stays unknown for a lease has to be swept. */
  synchronized void seen(List<String> leases) {
    long now = System.nanoTime();
    leases.forEach(one -> strangers.putIfAbsent(one, now));
  }

  /** The script tells strangers from nodes; here they only wait until all had time to come back. */
  private CompletionStage<Void> judge() {
    var ripe = new ArrayList<byte[]>();
    synchronized (this) {
      long before = System.nanoTime() - settings.lease().toNanos();
      strangers
          .entrySet()
          .removeIf(one -> one.getValue() - before < 0 && ripe.add(Words.bytes(one.getKey())));
    }
    return ripe.isEmpty()
        ? CompletableFuture.completedStage(null)
        : call("orphans", ripe.toArray(byte[][]::new)).thenApply(done -> null);
  }

  /** A dead lease has nothing left. */
  CompletionStage<Void> swept(String dead) {
    return call("swept", Words.bytes(dead)).thenApply(done -> null);
  }

  /** Gives the lease back. Answers how many nodes are left; not known when that was done before. */
  CompletionStage<Long> leave() {
    return closed.compareAndSet(false, true)
        ? call("bye").thenApply(reply -> Words.number(reply.get(1)))
        : CompletableFuture.completedStage(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    var _ = leave();
  }
}
