package dev.freshet.cluster;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node that knows of no other. */
public final class LocalNodes implements Nodes {
  private final String id;

  /** Written once by {@link #start}, before any thread asks. */
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
    return List.of(Objects.requireNonNull(self, "start").get());
  }

  @Override
  public CompletionStage<Boolean> order(String nodeId, Order order) {
    if (!nodeId.equals(id)) {
      return CompletableFuture.completedStage(false);
    }
    Objects.requireNonNull(receiver, "start").take(order);
    return CompletableFuture.completedStage(true);
  }

  @Override
  public void close() {}
}
