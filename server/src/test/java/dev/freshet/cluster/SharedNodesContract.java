package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every registry does that carries more nodes than one. */
public interface SharedNodesContract extends NodesContract {

  private Peer join(String name) {
    return Peer.start(this::open, name);
  }

  private static List<Node> selves(Peer... peers) {
    return List.of(peers).stream().map(Peer::self).toList();
  }

  private static void awaitAll(Peer asked, List<Node> expected) {
    await().untilAsserted(() -> assertThat(get(asked.nodes().all())).isEqualTo(expected));
  }

  @Test
  default void everyNodeKnowsAllInTheOrderOfTheirNames() {
    Peer b = join("b");
    Peer c = join("c");
    Peer a = join("a");
    for (Peer peer : List.of(a, b, c)) {
      awaitAll(peer, selves(a, b, c));
      assertThat(peer.nodes().known()).isEqualTo(selves(a, b, c));
    }
  }

  @Test
  default void aNodeHearsOfTheOthersWithoutAsking() {
    Peer a = join("a");
    Peer b = join("b");
    await().untilAsserted(() -> assertThat(a.nodes().known()).isEqualTo(selves(a, b)));
    b.become(node -> NodesContract.busy(node, 3, Nodes.State.NOT_READY));
    await().untilAsserted(() -> assertThat(a.nodes().known()).isEqualTo(selves(a, b)));
  }

  @Test
  default void whatANodeSaysLaterReplacesWhatItSaid() {
    Peer a = join("a");
    Peer b = join("b");
    awaitAll(a, selves(a, b));
    b.become(node -> NodesContract.busy(node, 12_345, Nodes.State.DRAINING));
    awaitAll(a, selves(a, b));
  }

  @Test
  default void anOrderIsHeardByItsNodeAlone() {
    Peer a = join("a");
    Peer b = join("b");
    awaitAll(a, selves(a, b));
    var order = new Order.Shed(7, 3);
    assertThat(get(a.nodes().order(b.nodes().id(), order))).isTrue();
    await().untilAsserted(() -> assertThat(b.orders()).containsExactly(order));
    assertThat(a.orders()).isEmpty();
  }

  @Test
  default void whoIsClosedIsNotListedAndHearsNoOrders() {
    Peer a = join("a");
    Peer b = join("b");
    awaitAll(a, selves(a, b));
    b.nodes().close();
    awaitAll(a, selves(a));
    assertThat(a.nodes().known()).isEqualTo(selves(a));
    assertThat(get(a.nodes().order(b.nodes().id(), new Order.Resume()))).isFalse();
    assertThat(b.orders()).isEmpty();
  }

  @Test
  default void twoNodesOfOneNameAreTwo() {
    Peer a = join("same");
    Peer b = join("same");
    await()
        .untilAsserted(
            () -> assertThat(get(a.nodes().all())).containsExactlyInAnyOrder(a.self(), b.self()));
  }
}
