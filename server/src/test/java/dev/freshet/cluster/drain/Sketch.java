package dev.freshet.cluster.drain;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import java.time.Instant;
import java.util.Map;

/** Nodes of few words; the id of a node is its name with an {@code id-} before it. */
final class Sketch {
  private Sketch() {}

  /** A node that sends nobody away. */
  static Node node(String name, State state, int connections, int most, int acceptRate) {
    return node(name, state, connections, most, acceptRate, 0);
  }

  static Node node(
      String name, State state, int connections, int most, int acceptRate, int leaveRate) {
    return new Node(
        "id-" + name,
        name,
        "1",
        "c",
        Instant.EPOCH,
        state,
        connections,
        most,
        acceptRate,
        leaveRate,
        0,
        Map.of());
  }
}
