package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.Order;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What every registry of nodes does, however many nodes its maker can have. */
public interface NodesContract {

  /** A node of one cluster that was started, and what it says of itself and was told. */
  final class Peer {
    private final Nodes nodes;
    private final AtomicReference<Node> self;
    private final List<Order> orders = new CopyOnWriteArrayList<>();

    private Peer(Nodes nodes, String name) {
      this.nodes = nodes;
      this.self =
          new AtomicReference<>(
              new Node(
                  nodes.id(),
                  name,
                  "1.2.3",
                  "abcdef0",
                  Instant.parse("2026-01-02T03:04:05Z"),
                  Nodes.State.READY,
                  17,
                  18_000,
                  1_000,
                  0,
                  0.25,
                  Map.of("chat", 12, "stocks", 5)));
      nodes.start(self::get, orders::add);
    }

    /** Starts a node with a name of its own. */
    static Peer start(Supplier<Nodes> maker, String name) {
      return new Peer(maker.get(), name);
    }

    Nodes nodes() {
      return nodes;
    }

    Node self() {
      return self.get();
    }

    List<Order> orders() {
      return orders;
    }

    void become(UnaryOperator<Node> change) {
      self.updateAndGet(change);
    }
  }

  /**
   * A node of the one cluster of this test that nobody started, with an id of its own; closed by
   * the implementing class after the test.
   */
  Nodes open();

  private Peer start(String name) {
    return Peer.start(this::open, name);
  }

  /** The same node under another load. */
  static Node busy(Node node, int connections, Nodes.State state) {
    return new Node(
        node.id(),
        node.name(),
        node.version(),
        node.commit(),
        node.started(),
        state,
        connections,
        node.connectionsMax(),
        400,
        250,
        0.5,
        Map.of("chat", connections));
  }

  @Test
  default void aNodeKnowsItselfAtOnce() {
    Peer peer = start("a");
    assertThat(peer.nodes().known()).contains(peer.self());
    assertThat(get(peer.nodes().all())).contains(peer.self());
  }

  @Test
  default void whatANodeSaysOfItselfIsKnownAfterAWhile() {
    Peer peer = start("a");
    peer.become(node -> busy(node, 99, Nodes.State.DRAINING));
    await().untilAsserted(() -> assertThat(get(peer.nodes().all())).contains(peer.self()));
    assertThat(peer.nodes().known()).contains(peer.self());
  }

  @Test
  default void aNodeTakesItsOwnOrdersOnceAndInOrder() {
    Peer peer = start("a");
    List<Order> orders =
        List.of(
            new Order.Drain(2_000), new Order.Resume(), new Order.Shed(12_000, Integer.MAX_VALUE));
    for (Order order : orders) {
      assertThat(get(peer.nodes().order(peer.nodes().id(), order))).isTrue();
    }
    await().untilAsserted(() -> assertThat(peer.orders()).isEqualTo(orders));
  }

  @Test
  default void anOrderToNobodyIsNotHeard() {
    Peer peer = start("a");
    assertThat(get(peer.nodes().order("nobody", new Order.Resume()))).isFalse();
    assertThat(peer.orders()).isEmpty();
  }

  @Test
  default void aNodeMayBeClosedTwice() {
    Nodes nodes = start("a").nodes();
    nodes.close();
    nodes.close();
  }
}
