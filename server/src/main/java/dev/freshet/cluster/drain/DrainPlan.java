package dev.freshet.cluster.drain;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a node is emptied: at the rate at which the others can take its connections.
 *
 * @param node which one
 * @param connections how many it has
 * @param perSecond how many it sends away a second, 1 or more
 * @param seconds how long that takes
 * @param doubts why that is not safe, in words; empty when it is
 */
public record DrainPlan(
    Node node, int connections, int perSecond, long seconds, List<String> doubts) {

  /** Copies the list. */
  public DrainPlan {
    doubts = List.copyOf(doubts);
  }

  /**
   * A plan of what is known.
   *
   * @param nodes all of them
   * @param node the one to empty
   * @param longest what takes longer is not safe
   * @param unaided the rate, 1 or more, where nobody says what can be taken
   */
  public static DrainPlan of(List<Node> nodes, Node node, Duration longest, int unaided) {
    List<Node> others = nodes.stream().filter(other -> !other.id().equals(node.id())).toList();
    List<Node> ready = others.stream().filter(other -> other.state() == State.READY).toList();
    long able =
        ready.stream().mapToLong(Node::acceptRate).sum()
            - others.stream().mapToLong(Node::leaveRate).sum();
    int perSecond = Math.clamp(able > 0 ? able : unaided, 1, Integer.MAX_VALUE);
    long seconds = seconds(node.connections(), perSecond);
    var doubts = new ArrayList<String>();
    if (ready.isEmpty()) {
      doubts.add("no other node is ready");
    } else {
      doubtRoom(node.connections(), others, ready, doubts);
      if (able <= 0) {
        doubts.add("the others can take none now");
      } else if (seconds > longest.toSeconds()) {
        doubts.add(
            String.format(
                Locale.ROOT, "that is longer than the %,d seconds allowed", longest.toSeconds()));
      }
    }
    return new DrainPlan(node, node.connections(), perSecond, seconds, doubts);
  }

  /** Nodes that are emptied at the same time fill the same room. */
  private static void doubtRoom(
      int connections, List<Node> others, List<Node> ready, List<String> doubts) {
    long leaving =
        others.stream()
            .filter(other -> other.state() == State.DRAINING)
            .mapToLong(Node::connections)
            .sum();
    long room = Math.max(0, ready.stream().mapToLong(Node::room).sum() - leaving);
    if (room < connections) {
      doubts.add(String.format(Locale.ROOT, "the others have room for %,d", room));
    }
  }

  /** Whether nobody is left without a node. */
  public boolean isSafe() {
    return doubts.isEmpty();
  }

  /** The same within a time, however fast that is. */
  public DrainPlan hurried(Duration longest) {
    return seconds <= longest.toSeconds() ? this : over(longest.toSeconds());
  }

  /** The same spread over a time, at one a second at least. */
  public DrainPlan over(long length) {
    long rate = length > 0 ? seconds(connections, length) : connections;
    int other = Math.clamp(rate, 1, Integer.MAX_VALUE);
    return new DrainPlan(node, connections, other, seconds(connections, other), doubts);
  }

  /** It in words: {@code 12,000 connections, 2,000 per second, 6 seconds}. */
  public String text() {
    return text(connections, perSecond, seconds);
  }

  static String text(long connections, long perSecond, long seconds) {
    return String.format(
        Locale.ROOT,
        "%,d connection%s, %,d per second, %,d second%s",
        connections,
        connections == 1 ? "" : "s",
        perSecond,
        seconds,
        seconds == 1 ? "" : "s");
  }

  /** How long so many take, rounded up. */
  static long seconds(long connections, long perSecond) {
    return (connections + perSecond - 1) / perSecond;
  }
}
