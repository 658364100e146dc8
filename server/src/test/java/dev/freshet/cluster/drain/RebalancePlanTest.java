package dev.freshet.cluster.drain;

import static dev.freshet.cluster.drain.Sketch.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RebalancePlanTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static RebalancePlan plan(Node... nodes) {
    return RebalancePlan.of(List.of(nodes), 10, LONGEST);
  }

  @Test
  void fullNodesSendTheirSurplusAtTheRateThatEmptyOnesTake() {
    var plan =
        plan(
            node("a", State.READY, 9_000, 20_000, 1_000),
            node("b", State.READY, 6_000, 20_000, 1_000),
            node("new", State.READY, 0, 20_000, 900));
    assertThat(plan.moves())
        .extracting(move -> move.node().name(), RebalancePlan.Move::connections)
        .containsExactly(tuple("a", 4_000), tuple("b", 1_000));
    assertThat(plan.moves()).extracting(RebalancePlan.Move::perSecond).containsExactly(720, 180);
    assertThat(plan.text()).isEqualTo("5,000 connections, 900 per second, 6 seconds");
    assertThat(plan.isSafe()).isTrue();
  }

  @Test
  void aSharesSizeIsInProportionToWhatANodeCanHold() {
    var plan =
        plan(
            node("large", State.READY, 600, 30_000, 100),
            node("small", State.READY, 600, 10_000, 100));
    assertThat(plan.moves()).hasSize(1);
    assertThat(plan.moves().getFirst().node().name()).isEqualTo("small");
    assertThat(plan.moves().getFirst().connections()).isEqualTo(300);
  }

  @Test
  void whoIsAboveByLessThanTheToleranceStaysAsItIs() {
    Node below = node("b", State.READY, 910, 5_000, 100);
    assertThat(plan(node("a", State.READY, 1_100, 5_000, 100), below).moves()).isEmpty();
    assertThat(plan(node("a", State.READY, 1_130, 5_000, 100), below).moves()).hasSize(1);
  }

  @Test
  void nodesThatAreNotReadyNeitherSendNorGet() {
    var plan =
        plan(
            node("a", State.READY, 1_000, 5_000, 100),
            node("b", State.READY, 0, 5_000, 100),
            node("c", State.NOT_READY, 90_000, 5_000, 100),
            node("d", State.DRAINING, 90_000, 5_000, 0));
    assertThat(plan.connections()).isEqualTo(500);
  }

  @Test
  void aloneThereIsNobodyToSendTo() {
    var plan = plan(node("a", State.READY, 1_000, 5_000, 100), node("b", State.DRAINING, 0, 9, 0));
    assertThat(plan.doubts()).containsExactly("no two nodes are ready");
    assertThat(plan.moves()).isEmpty();
  }

  @Test
  void whenTheEmptierCanTakeNoneNowItIsNotSafe() {
    Node a = node("a", State.READY, 1_000, 5_000, 100);
    assertThat(plan(a, node("b", State.READY, 0, 5_000, 0)).doubts())
        .containsExactly("the emptier nodes can take none now");
    Node draining = node("d", State.DRAINING, 500, 5_000, 0, 100);
    assertThat(plan(a, node("b", State.READY, 0, 5_000, 100), draining).isSafe()).isFalse();
  }

  @Test
  void whatIsShedAlreadyIsPlannedAnewAndNotCountedAgainst() {
    var plan =
        plan(node("a", State.READY, 1_000, 5_000, 100, 100), node("b", State.READY, 0, 5_000, 100));
    assertThat(plan.isSafe()).isTrue();
    assertThat(plan.perSecond()).isEqualTo(100);
  }

  @Test
  void whatTakesTooLongIsNotSafe() {
    var plan = plan(node("a", State.READY, 2_000, 5_000, 9), node("b", State.READY, 0, 5_000, 1));
    assertThat(plan.seconds()).isEqualTo(1_000);
    assertThat(plan.doubts()).containsExactly("that is longer than the 600 seconds allowed");
  }

  @Test
  void anyPlanMovesNoMoreThanIsMissingElsewhereAndLeavesNobodyBelowItsShare() {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      var nodes = new ArrayList<Node>();
      for (int n = 0; n < 2 + random.nextInt(6); n++) {
        int most = 1 + random.nextInt(50_000);
        nodes.add(
            node("n" + n, State.READY, random.nextInt(1 + most), most, 1 + random.nextInt(3_000)));
      }
      var plan = RebalancePlan.of(nodes, 10, Duration.ofDays(1));
      double connections = nodes.stream().mapToLong(Node::connections).sum();
      double most = nodes.stream().mapToLong(Node::connectionsMax).sum();
      double missing = 0;
      long able = 0;
      for (Node node : nodes) {
        double share = connections * node.connectionsMax() / most;
        missing += Math.max(0, share - node.connections());
        able += node.connections() < share ? node.acceptRate() : 0;
      }
      assertThat((double) plan.connections()).isLessThanOrEqualTo(missing + 1e-6);
      assertThat(plan.perSecond()).isLessThanOrEqualTo(able + plan.moves().size());
      for (RebalancePlan.Move move : plan.moves()) {
        double share = connections * move.node().connectionsMax() / most;
        assertThat(move.connections()).isBetween(1, move.node().connections());
        assertThat(move.node().connections() - move.connections() + 1e-6)
            .isGreaterThanOrEqualTo(share);
      }
    }
  }
}
