package dev.freshet.cluster.drain;

import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.drain.Sketch.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cluster.JvmNodes;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.Order;
import dev.freshet.cluster.Nodes.State;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class MovesTest {
  private static final Moves.Wish PLAIN = new Moves.Wish(null, false, false);
  private static final Moves.Wish FORCED = new Moves.Wish(null, true, false);
  private static final Moves.Wish DRY = new Moves.Wish(null, false, true);

  private final JvmNodes.Cluster cluster = new JvmNodes.Cluster();
  private final List<String> told = new ArrayList<>();

  private Moves join(Node node) {
    Nodes nodes = cluster.open(node.id());
    nodes.start(() -> node, order -> told.add(node.name() + " " + order));
    return new Moves(nodes, new Moves.Bounds(Duration.ofSeconds(60), 10, 700));
  }

  private static void assertRefused(CompletionStage<?> stage, Problem problem, String detail) {
    assertThatThrownBy(() -> get(stage))
        .cause()
        .cause()
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem()).isEqualTo(problem);
              assertThat(refused.detail()).contains(detail);
            });
  }

  @Test
  void aNodeIsToldThePlannedRateWhoeverIsAsked() {
    Moves a = join(node("a", State.READY, 1_000, 5_000, 100));
    join(node("b", State.READY, 3_000, 5_000, 200));
    assertThat(get(a.drain("b", PLAIN)).text())
        .isEqualTo("3,000 connections, 100 per second, 30 seconds");
    get(a.drain(null, PLAIN));
    get(a.drain("id-a", PLAIN));
    assertThat(told)
        .containsExactly(
            "b " + new Order.Drain(100), "a " + new Order.Drain(200), "a " + new Order.Drain(200));
  }

  @Test
  void nobodyIsToldOfAPlanAlone() {
    Moves a = join(node("a", State.READY, 1_000, 5_000, 100));
    assertThat(get(a.drain(null, DRY)).doubts()).containsExactly("no other node is ready");
    assertThat(get(a.rebalance(DRY)).doubts()).isNotEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsNotSafeIsRefusedWithItsReasonsUnlessForced() {
    Moves a = join(node("a", State.READY, 1_000, 5_000, 100));
    assertRefused(
        a.drain(null, PLAIN),
        Problem.UNSAFE,
        "1,000 connections, 700 per second, 2 seconds: no other node is ready");
    assertRefused(a.rebalance(PLAIN), Problem.UNSAFE, "no two nodes are ready");
    assertThat(told).isEmpty();
    get(a.drain(null, FORCED));
    assertThat(told).containsExactly("a " + new Order.Drain(700));
  }

  @Test
  void forcedAPlanIsDoneWithinItsTime() {
    Moves a = join(node("a", State.READY, 1_000, 5_000, 100));
    join(node("b", State.READY, 0, 5_000, 10));
    var tenSeconds = Duration.ofSeconds(10);
    assertRefused(
        a.drain(null, new Moves.Wish(tenSeconds, false, false)),
        Problem.UNSAFE,
        "the 10 seconds allowed");
    assertThat(get(a.drain(null, new Moves.Wish(tenSeconds, true, false))).perSecond())
        .isEqualTo(100);
    assertThat(get(a.drain(null, new Moves.Wish(Duration.ofSeconds(100), false, false))).isSafe())
        .isTrue();
  }

  @Test
  void aRebalanceTellsEachOfTheFuller() {
    Moves a = join(node("a", State.READY, 900, 5_000, 100));
    join(node("b", State.READY, 600, 5_000, 100));
    join(node("c", State.READY, 0, 5_000, 50));
    get(a.rebalance(PLAIN));
    assertThat(told)
        .containsExactly("a " + new Order.Shed(400, 40), "b " + new Order.Shed(100, 10));
  }

  @Test
  void aNodeIsToldToResume() {
    Moves a = join(node("a", State.READY, 0, 5_000, 100));
    join(node("b", State.DRAINING, 0, 5_000, 0));
    assertThat(get(a.resume("b")).name()).isEqualTo("b");
    assertThat(told).containsExactly("b " + new Order.Resume());
  }

  @Test
  void aNodeThatIsNotThereOrNotTheOnlyOneOfItsNameIsRefused() {
    Moves a = join(node("a", State.READY, 0, 5_000, 100));
    assertRefused(a.drain("nobody", FORCED), Problem.NOT_FOUND, "no node");
    Node twin = node("twin", State.READY, 0, 5_000, 100);
    for (String id : new String[] {"t1", "t2"}) {
      Nodes nodes = cluster.open(id);
      nodes.start(() -> twin, order -> {});
    }
    assertRefused(a.resume("twin"), Problem.BAD_REQUEST, "several nodes");
  }

  @Test
  void howThisNodeWouldLeaveIsKnownWithoutAsking() {
    Moves a = join(node("a", State.READY, 100, 5_000, 100));
    assertThat(a.leave().isSafe()).isFalse();
    join(node("b", State.READY, 0, 5_000, 50));
    assertThat(a.leave().text()).isEqualTo("100 connections, 50 per second, 2 seconds");
  }
}
