package dev.freshet.cluster.drain;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How connections are spread evenly: nodes that have more than their share send the rest away, at
 * the rate at which those with less can take them. Where the clients go is the load balancer's
 * choice.
 *
 * @param moves what each of the fuller nodes sends away; empty when all have their share
 * @param doubts why that is not safe, in words; empty when it is
 */
public record RebalancePlan(List<Move> moves, List<String> doubts) {

  /**
   * What one node sends away.
   *
   * @param connections how many, 1 or more
   * @param perSecond how many a second, 1 or more
   */
  public record Move(Node node, int connections, int perSecond) {}

  /** A node and its share of all connections. */
  private record Share(Node node, double connections) {
    double surplus() {
      return node.connections() - connections;
    }
  }

  /** Copies the lists. */
  public RebalancePlan {
    moves = List.copyOf(moves);
    doubts = List.copyOf(doubts);
  }

  /**
   * A plan of what is known. A node's share is in proportion to what it can hold.
   *
   * @param nodes all of them
   * @param tolerance by how many percent of its share a node may be above it
   * @param longest what takes longer is not safe
   */
  public static RebalancePlan of(List<Node> nodes, int tolerance, Duration longest) {
    List<Node> ready = nodes.stream().filter(node -> node.state() == State.READY).toList();
    if (ready.size() < 2) {
      return new RebalancePlan(List.of(), List.of("no two nodes are ready"));
    }
    List<Share> shares = shares(ready);
    List<Share> fuller =
        shares.stream()
            .filter(share -> share.surplus() >= 1)
            .filter(share -> share.surplus() > share.connections() * tolerance / 100)
            .toList();
    if (fuller.isEmpty()) {
      return new RebalancePlan(List.of(), List.of());
    }
    // What those shed that are told anew now, they do not shed any more.
    long leaving =
        nodes.stream()
            .filter(node -> fuller.stream().noneMatch(share -> share.node().id().equals(node.id())))
            .mapToLong(Node::leaveRate)
            .sum();
    long able = -leaving;
    for (Share share : shares) {
      able += share.surplus() < 0 ? share.node().acceptRate() : 0;
    }
    List<Move> moves = moves(fuller, Math.max(0, able));
    var doubts = new ArrayList<String>();
    if (able <= 0) {
      doubts.add("the emptier nodes can take none now");
    } else if (seconds(moves) > longest.toSeconds()) {
      doubts.add(
          String.format(
              Locale.ROOT, "that is longer than the %,d seconds allowed", longest.toSeconds()));
    }
    return new RebalancePlan(moves, doubts);
  }

  private static List<Share> shares(List<Node> ready) {
    long connections = ready.stream().mapToLong(Node::connections).sum();
    long most = ready.stream().mapToLong(Node::connectionsMax).sum();
    return ready.stream()
        .map(node -> {
          double part = most == 0 ? 1.0 / ready.size() : (double) node.connectionsMax() / most;
          return new Share(node, connections * part);
        })
        .toList();
  }

  private static List<Move> moves(List<Share> fuller, long able) {
    double all = fuller.stream().mapToDouble(Share::surplus).sum();
    return fuller.stream()
        .map(share ->
            new Move(
                share.node(),
                (int) share.surplus(),
                Math.clamp((long) (able * share.surplus() / all), 1, Integer.MAX_VALUE)))
        .toList();
  }

  private static long seconds(List<Move> moves) {
    return moves.stream()
        .mapToLong(move -> DrainPlan.seconds(move.connections(), move.perSecond()))
        .max()
        .orElse(0);
  }

  /** Whether nobody is left without a node. */
  public boolean isSafe() {
    return doubts.isEmpty();
  }

  /** How many connections move in all. */
  public long connections() {
    return moves.stream().mapToLong(Move::connections).sum();
  }

  /** How many move a second, all nodes together. */
  public long perSecond() {
    return moves.stream().mapToLong(Move::perSecond).sum();
  }

  /** How long it takes. */
  public long seconds() {
    return seconds(moves);
  }

  /** It in words: {@code 12,000 connections, 2,000 per second, 6 seconds}. */
  public String text() {
    return DrainPlan.text(connections(), perSecond(), seconds());
  }
}
