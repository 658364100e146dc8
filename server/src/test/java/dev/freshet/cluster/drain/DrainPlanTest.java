package dev.freshet.cluster.drain;

import static dev.freshet.cluster.drain.Sketch.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainPlanTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Node FULL = node("a", State.READY, 12_000, 20_000, 1_000);

  private static DrainPlan plan(Node leaving, Node... others) {
    var all = new ArrayList<>(List.of(others));
    all.add(leaving);
    return DrainPlan.of(all, leaving, LONGEST, 700);
  }

  @Test
  void theRateIsWhatTheOtherReadyNodesCanTake() {
    var plan =
        plan(
            FULL,
            node("b", State.READY, 100, 20_000, 1_500),
            node("c", State.READY, 100, 20_000, 500),
            node("d", State.NOT_READY, 100, 20_000, 9_999));
    assertThat(plan.text()).isEqualTo("12,000 connections, 2,000 per second, 6 seconds");
    assertThat(plan.isSafe()).isTrue();
  }

  @Test
  void whatOthersSendAwayAlreadyIsNotThereForThisNode() {
    var plan =
        plan(
            FULL,
            node("b", State.READY, 100, 90_000, 2_000),
            node("c", State.DRAINING, 5_000, 20_000, 0, 1_200));
    assertThat(plan.perSecond()).isEqualTo(800);
    assertThat(plan.seconds()).isEqualTo(15);
    assertThat(plan.isSafe()).isTrue();
  }

  @Test
  void withoutAnotherReadyNodeItIsNotSafe() {
    var plan = plan(FULL, node("b", State.DRAINING, 0, 20_000, 1_000));
    assertThat(plan.doubts()).containsExactly("no other node is ready");
    assertThat(plan.perSecond()).isEqualTo(700);
    assertThat(plan(node("a", State.READY, 0, 9, 9)).isSafe()).isFalse();
  }

  @Test
  void withoutRoomElsewhereItIsNotSafe() {
    var plan =
        plan(
            FULL,
            node("b", State.READY, 12_000, 20_000, 1_000),
            node("c", State.READY, 18_000, 20_000, 1_000));
    assertThat(plan.doubts()).containsExactly("the others have room for 10,000");
  }

  @Test
  void roomThatConnectionsOnTheirWayWillTakeIsNotThere() {
    Node b = node("b", State.READY, 0, 20_000, 1_000);
    assertThat(plan(FULL, b, node("c", State.DRAINING, 8_000, 20_000, 0)).isSafe()).isTrue();
    assertThat(plan(FULL, b, node("c", State.DRAINING, 8_001, 20_000, 0)).doubts())
        .containsExactly("the others have room for 11,999");
  }

  @Test
  void whenTheOthersCanTakeNoneNowItIsNotSafe() {
    var plan =
        plan(
            FULL,
            node("b", State.READY, 0, 90_000, 500),
            node("c", State.DRAINING, 1_000, 20_000, 0, 500));
    assertThat(plan.doubts()).containsExactly("the others can take none now");
    assertThat(plan.perSecond()).isEqualTo(700);
  }

  @Test
  void whatTakesTooLongIsNotSafe() {
    Node slow = node("b", State.READY, 0, 90_000, 19);
    assertThat(plan(FULL, slow).doubts())
        .containsExactly("that is longer than the 600 seconds allowed");
    assertThat(plan(FULL, node("b", State.READY, 0, 90_000, 20)).isSafe()).isTrue();
  }

  @Test
  void forcedItIsDoneInTimeButNeverSlowerThanItCould() {
    DrainPlan plan = plan(FULL, node("b", State.READY, 0, 90_000, 10));
    assertThat(plan.seconds()).isEqualTo(1_200);
    DrainPlan hurried = plan.hurried(Duration.ofSeconds(100));
    assertThat(hurried.perSecond()).isEqualTo(120);
    assertThat(hurried.seconds()).isEqualTo(100);
    assertThat(hurried.doubts()).isEqualTo(plan.doubts());
    assertThat(plan.hurried(Duration.ofMinutes(20))).isEqualTo(plan);
  }

  @ParameterizedTest
  @CsvSource({"30,400", "6,2000", "0,12000", "100000,1"})
  void overATimeTheRateIsWhatHasAllGoneByThen(long seconds, int perSecond) {
    DrainPlan plan = plan(FULL, node("b", State.READY, 0, 90_000, 2_000));
    assertThat(plan.over(seconds).perSecond()).isEqualTo(perSecond);
  }

  @Test
  void oneOfAKindIsSaidInTheSingular() {
    Node last = node("a", State.READY, 1, 10, 1);
    assertThat(plan(last, node("b", State.READY, 0, 10, 1)).text())
        .isEqualTo("1 connection, 1 per second, 1 second");
  }

  @Test
  void anyPlanSendsAllAndNeverMoreThanCanBeTakenWhereSomebodyCan() {
    var random = new Random(42);
    List<State> states = List.of(State.values());
    for (int i = 0; i < 2_000; i++) {
      var nodes = new ArrayList<Node>();
      for (int n = 0; n < 1 + random.nextInt(6); n++) {
        State state = states.get(random.nextInt(states.size()));
        int most = random.nextInt(50_000);
        nodes.add(
            node(
                "n" + n,
                state,
                random.nextInt(1 + most),
                most,
                random.nextInt(3_000),
                random.nextInt(500)));
      }
      Node leaving = nodes.get(random.nextInt(nodes.size()));
      var plan = DrainPlan.of(nodes, leaving, LONGEST, 700);
      assertThat((long) plan.perSecond() * plan.seconds())
          .isGreaterThanOrEqualTo(plan.connections());
      assertThat((long) plan.perSecond() * (plan.seconds() - 1)).isLessThan(plan.connections());
      if (plan.isSafe()) {
        long able =
            nodes.stream()
                .filter(node -> !node.equals(leaving) && node.state() == State.READY)
                .mapToLong(Node::acceptRate)
                .sum();
        assertThat((long) plan.perSecond()).isBetween(1L, able);
        assertThat(plan.seconds()).isLessThanOrEqualTo(LONGEST.toSeconds());
      }
    }
  }
}
