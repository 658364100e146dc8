package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalNodesTest implements NodesContract {
  @Override
  public Nodes open() {
    return new LocalNodes("n1");
  }

  @Test
  void aLoneNodeKnowsOnlyItselfAndAsItIsNow() {
    Peer peer = Peer.start(this::open, "a");
    peer.become(node -> NodesContract.busy(node, 3, Nodes.State.DRAINING));
    assertThat(get(peer.nodes().all())).containsExactly(peer.self());
    assertThat(peer.nodes().known()).containsExactly(peer.self());
  }

  @Test
  void roomIsWhatIsLeftAndNeverLessThanNone() {
    assertThat(node(10, 12).room()).isEqualTo(2);
    assertThat(node(12, 10).room()).isZero();
  }

  @Test
  void numbersOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> node(-1, 5)).hasMessage("connections: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> node(1, -5)).hasMessage("connections-max: -5 (expected: 0 or more)");
    assertThatThrownBy(() -> new Nodes.Order.Drain(0))
        .hasMessage("per-second: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Nodes.Order.Shed(0, 1))
        .hasMessage("connections: 0 (expected: 1 or more)");
  }

  private static Nodes.Node node(int connections, int most) {
    return new Nodes.Node(
        "n1",
        "a",
        "1",
        "c",
        Instant.EPOCH,
        Nodes.State.READY,
        connections,
        most,
        1,
        0,
        0,
        Map.of());
  }
}
