package dev.freshet.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Nodes of one JVM that know each other at once: several servers in a test are a cluster. */
public final class JvmNodes implements Nodes {

  /** The nodes that are there, by id. */
  public static final class Cluster {
    private final ConcurrentHashMap<String, JvmNodes> members = new ConcurrentHashMap<>();

    /** A node that is there once it is started. */
    public Nodes open(String id) {
      return new JvmNodes(this, id);
    }
  }

  private final Cluster cluster;
  private final String id;
  private volatile @Nullable Supplier<Node> self;
  private volatile @Nullable Receiver receiver;

  private JvmNodes(Cluster cluster, String id) {
    this.cluster = cluster;
    this.id = id;
  }

  @Override
  public void start(Supplier<Node> node, Receiver orders) {
    self = node;
    receiver = orders;
    cluster.members.put(id, this);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public CompletionStage<List<Node>> all() {
    return CompletableFuture.completedStage(known());
  }

  @Override
  public List<Node> known() {
    return cluster.members.values().stream()
        .map(member -> requireNonNull(member.self).get())
        .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
        .toList();
  }

  @Override
  public CompletionStage<Boolean> order(String nodeId, Order order) {
    JvmNodes member = cluster.members.get(nodeId);
    if (member != null) {
      requireNonNull(member.receiver).take(order);
    }
    return CompletableFuture.completedStage(member != null);
  }

  @Override
  public void close() {
    cluster.members.remove(id);
  }
}
