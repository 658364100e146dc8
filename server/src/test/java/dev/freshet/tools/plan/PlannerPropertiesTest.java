package dev.freshet.tools.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tools.plan.demand.Circumstances;
import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.money.Bill;
import dev.freshet.tools.plan.money.Crossover;
import dev.freshet.tools.plan.money.Offer;
import dev.freshet.tools.plan.money.Offers;
import dev.freshet.tools.plan.money.Quote;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.report.PlanJson;
import dev.freshet.tools.plan.size.Measured;
import dev.freshet.tools.plan.size.NodePlan;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.size.RegionSizer;
import dev.freshet.tools.plan.size.Wishes;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every demand: tried on 80 random ones, the same in each run. */
class PlannerPropertiesTest {
  private static final PriceList PRICES = PriceList.standard();
  private static final RegionSizer ANY =
      new RegionSizer(new Measured().cost(), PRICES, Wishes.STANDARD);
  private static final RegionSizer ONE_KIND =
      new RegionSizer(
          new Measured().cost(), PRICES, new Wishes(new Seconds(60), Optional.of("r7g.2xlarge")));
  private static final Planner PLANNER =
      new Planner(PRICES, new Measured().cost(), Wishes.STANDARD, new Money(8_300));

  static Stream<Workload> demands() {
    var random = new Random(20261128);
    return Stream.generate(() -> demand(random)).limit(80);
  }

  /** For what takes longer. */
  static Stream<Workload> fewDemands() {
    return demands().limit(25);
  }

  private static long between(Random random, double from, double to) {
    return Math.round(from * Math.pow(to / from, random.nextDouble()));
  }

  private static Workload demand(Random random) {
    return new Workload(
        "random",
        new Connections(between(random, 1, 5e6)),
        new Share(0.05 + random.nextDouble() * 0.95),
        new PerMinute(between(random, 1, 20_000) / 100.0),
        new Bytes(between(random, 1, 20_000)),
        between(random, 1, 1e6),
        1 + random.nextInt(20),
        random.nextBoolean(),
        random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1,
        random.nextInt(3) == 0 ? random.nextInt(200) : 0,
        random.nextBoolean() ? Optional.of(new Users(between(random, 1, 1e8))) : Optional.empty());
  }

  private static Workload more(Workload demand) {
    return demand.withPeak(new Connections(demand.peak().count() * 3 / 2 + 1));
  }

  @ParameterizedTest
  @MethodSource("demands")
  void moreConnectionsNeverCostLess(Workload demand) {
    Workload more = more(demand);
    assertThat(PLANNER.selfHosting(more).usd())
        .isGreaterThanOrEqualTo(PLANNER.selfHosting(demand).usd() * (1 - 1e-9));
    for (Offer offer : Offers.of(PRICES)) {
      Optional<Bill> less = offer.quote(demand).bill();
      Optional<Bill> larger = offer.quote(more).bill();
      if (less.isPresent() && larger.isPresent()) {
        assertThat(larger.get().total().usd())
            .as(offer.key())
            .isGreaterThanOrEqualTo(less.get().total().usd() * (1 - 1e-9));
      }
      assertThat(less.isEmpty() && larger.isPresent()).as(offer.key()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("demands")
  void moreMessagesNeverCostLess(Workload demand) {
    Workload more = demand.withMessages(new PerMinute(demand.messages().value() * 1.7));
    assertThat(PLANNER.selfHosting(more).usd())
        .isGreaterThanOrEqualTo(PLANNER.selfHosting(demand).usd() * (1 - 1e-9));
  }

  @ParameterizedTest
  @MethodSource("demands")
  void moreConnectionsNeverNeedFewerNodesOfAKind(Workload demand) {
    NodePlan less = ONE_KIND.size(demand.ofOneRegion()).nodes();
    NodePlan more = ONE_KIND.size(more(demand).ofOneRegion()).nodes();
    assertThat(more.count()).isGreaterThanOrEqualTo(less.count());
  }

  @ParameterizedTest
  @MethodSource("demands")
  void aNodeHoldsItsShareEvenWhenOneIsLost(Workload demand) {
    RegionPlan region = ANY.size(demand.ofOneRegion());
    NodePlan nodes = region.nodes();
    assertThat(nodes.holds()).isLessThanOrEqualTo(nodes.byMemory());
    assertThat(nodes.memoryTotal().count())
        .isLessThanOrEqualTo(nodes.instance().memory().count() * (1 + 1e-9));
    assertThat(nodes.cpu().value()).isLessThanOrEqualTo(0.5 + 1e-9);
    assertThat(region.storm().lost().value())
        .isLessThanOrEqualTo(region.storm().allowed().value() * (1 + 1e-9));
    assertThat(nodes.each().count() * nodes.count())
        .isGreaterThanOrEqualTo(region.demand().peak().count());
    double heap =
        nodes.memory().stream()
            .filter(each -> each.heap())
            .mapToDouble(each -> each.node().count())
            .sum();
    assertThat(heap).isCloseTo(nodes.heap().count(), within(1.0));
  }

  @ParameterizedTest
  @MethodSource("fewDemands")
  void aWholePlanHasNoNumberThatIsNone(Workload demand) {
    Plan plan = PLANNER.plan(demand, Circumstances.NONE, Optional.empty());
    String json = PlanJson.of(plan).toString();
    assertThat(json).doesNotContain("NaN").doesNotContain("Infinity");
    assertThat(plan.quotes()).hasSize(10);
    for (Quote quote : plan.quotes()) {
      assertThat(quote.bill().isPresent()).isEqualTo(quote.why().isEmpty());
    }
    crossoversHold(demand, plan);
  }

  /** From a crossover on self-hosting costs no more. */
  private static void crossoversHold(Workload demand, Plan plan) {
    for (Crossover crossover : plan.crossovers()) {
      if (crossover.at().isPresent()
          && crossover.messages().equals(demand.messages())
          && crossover.people().equals(plan.people())) {
        Workload at = demand.withPeak(crossover.at().get());
        assertThat(PLANNER.selfHosting(at).plus(plan.people()).usd())
            .as(crossover.key())
            .isLessThanOrEqualTo(crossover.cost().usd() * (1 + 1e-9));
      }
    }
  }
}
