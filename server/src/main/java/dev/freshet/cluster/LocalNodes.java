package dev.freshet.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node that knows of no other. */
public final class LocalNodes implements Nodes {
  private final String id;

  /** Written once by {@link #start}; whoever asks before finds nobody. */
  private volatile @Nullable Supplier<Node> self;

  private volatile @Nullable Receiver receiver;

  /** The one node there is. */
  public LocalNodes(String id) {
    this.id = id;
  }

  @Override
  public void start(Supplier<Node> node, Receiver orders) {
    receiver = orders;
    self = node;
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
    Supplier<Node> node = self;
    return node == null ? List.of() : List.of(node.get());
  }

  @Override
  public CompletionStage<Boolean> order(String nodeId, Order order) {
    Receiver orders = receiver;
    if (orders == null || !nodeId.equals(id)) {
      return CompletableFuture.completedStage(false);
    }
    orders.take(order);
    return CompletableFuture.completedStage(true);
  }

  @Override
  public void close() {}
}
