package dev.freshet.cluster.drain;

import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.Order;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask for: plans it of what is known now, and orders the nodes. Stages fail with
 * {@link Refused}. From any thread; never blocks.
 */
public final class Moves {
  private final Nodes nodes;
  private final Bounds bounds;

  /**
   * What is safe.
   *
   * @param longest what takes longer is not
   * @param tolerance by how many percent a node may have more than its share
   * @param unaided the rate, 1 or more, where no other node says what it can take
   */
  public record Bounds(Duration longest, int tolerance, int unaided) {}

  /**
   * How something is asked for.
   *
   * @param within how long it may take; null for what the bounds say
   * @param force whether it is done though it is not safe
   * @param dryRun whether it is planned only
   */
  public record Wish(@Nullable Duration within, boolean force, boolean dryRun) {
    private Duration longest(Bounds bounds) {
      return within == null ? bounds.longest() : within;
    }
  }

  /** Over these nodes. */
  public Moves(Nodes nodes, Bounds bounds) {
    this.nodes = nodes;
    this.bounds = bounds;
  }

  /** The nodes it asks and orders. */
  public Nodes nodes() {
    return nodes;
  }

  /** What emptying this node would be like, by what was heard last. */
  public DrainPlan leave() {
    List<Node> known = nodes.known();
    return DrainPlan.of(known, find(known, null), bounds.longest(), bounds.unaided());
  }

  /**
   * Empties a node; when the stage completes the node has been told.
   *
   * @param name its name or id; null for this one
   */
  public CompletionStage<DrainPlan> drain(@Nullable String name, Wish wish) {
    return nodes
        .all()
        .thenCompose(all -> {
          Duration longest = wish.longest(bounds);
          var plan = DrainPlan.of(all, find(all, name), longest, bounds.unaided());
          if (wish.force()) {
            plan = plan.hurried(longest);
          }
          if (wish.dryRun()) {
            return CompletableFuture.completedStage(plan);
          }
          requireSafe(wish, plan.text(), plan.doubts());
          return order(plan.node(), new Order.Drain(plan.perSecond()), plan);
        });
  }

  /**
   * Has a node take connections again; when the stage completes it has been told.
   *
   * @param name its name or id; null for this one
   */
  public CompletionStage<Node> resume(@Nullable String name) {
    return nodes
        .all()
        .thenCompose(all -> {
          Node node = find(all, name);
          return order(node, new Order.Resume(), node);
        });
  }

  /** Spreads connections evenly; when the stage completes the nodes have been told. */
  public CompletionStage<RebalancePlan> rebalance(Wish wish) {
    return nodes
        .all()
        .thenCompose(all -> {
          var plan = RebalancePlan.of(all, bounds.tolerance(), wish.longest(bounds));
          if (wish.dryRun()) {
            return CompletableFuture.completedStage(plan);
          }
          requireSafe(wish, plan.text(), plan.doubts());
          CompletionStage<RebalancePlan> told = CompletableFuture.completedStage(plan);
          for (RebalancePlan.Move move : plan.moves()) {
            var shed = new Order.Shed(move.connections(), move.perSecond());
            told = told.thenCombine(order(move.node(), shed, plan), (before, now) -> now);
          }
          return told;
        });
  }

  private static void requireSafe(Wish wish, String plan, List<String> doubts) {
    if (!doubts.isEmpty() && !wish.force()) {
      throw new Refused(Problem.UNSAFE, plan + ": " + String.join(", and ", doubts));
    }
  }

  private <T> CompletionStage<T> order(Node node, Order order, T outcome) {
    return nodes
        .order(node.id(), order)
        .thenApply(heard -> {
          if (!heard) {
            throw new Refused(Problem.NOT_FOUND, "the node " + node.name() + " is gone");
          }
          return outcome;
        });
  }

  private Node find(List<Node> all, @Nullable String wanted) {
    String name = wanted == null ? nodes.id() : wanted;
    List<Node> found =
        all.stream().filter(node -> node.id().equals(name) || node.name().equals(name)).toList();
    if (found.size() > 1) {
      throw new Refused(Problem.BAD_REQUEST, "several nodes have this name; say the id of one");
    }
    if (found.isEmpty()) {
      throw new Refused(Problem.NOT_FOUND, "no node has this name or id");
    }
    return found.getFirst();
  }
}
