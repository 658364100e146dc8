package dev.freshet.tools.plan.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.BalancerPlan;
import dev.freshet.tools.plan.size.Bound;
import dev.freshet.tools.plan.size.Measured;
import dev.freshet.tools.plan.size.NodePlan;
import dev.freshet.tools.plan.size.RedisPlan;
import dev.freshet.tools.plan.size.RegionPlan;
import dev.freshet.tools.plan.size.RegionSizer;
import dev.freshet.tools.plan.size.StormPlan;
import dev.freshet.tools.plan.size.Traffic;
import dev.freshet.tools.plan.size.Wishes;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Hourly;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.PerMinute;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Volume;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Results that were worked out by hand before the planner was written: half of the peak on average,
 * 300 bytes, nodes of 64 GB with 100,000 connections each and one to spare, a Redis with a replica
 * for each 500,000 connections, TCP passed through. Managed: one channel, so that publications do
 * not count.
 */
class WorkedExamplesTest {
  private static final PriceList PRICES = PriceList.standard();

  private static final StormPlan NO_STORM =
      new StormPlan(
          Rate.ZERO,
          Rate.ZERO,
          Seconds.ZERO,
          Seconds.ZERO,
          Seconds.ZERO,
          Rate.ZERO,
          Seconds.ZERO,
          Seconds.ZERO);

  static Workload workload(long peak, double messages) {
    return new Workload(
        "worked",
        new Connections(peak),
        new Share(0.5),
        new PerMinute(messages),
        new Bytes(300),
        1,
        1,
        false,
        1,
        0,
        Optional.empty());
  }

  private static Money offer(String key, long peak, double messages) {
    return Offers.of(PRICES).stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .flatMap(each -> each.quote(workload(peak, messages)).bill())
        .map(Bill::total)
        .orElseThrow();
  }

  private static Instance redis() {
    return PRICES.redis().stream()
        .filter(each -> each.name().equals("cache.r7g.large"))
        .findFirst()
        .orElseThrow();
  }

  /** By the fixed capacities of the examples, in place of what a node was measured to hold. */
  static Money selfHosting(Workload demand) {
    long peak = demand.peak().count();
    int nodes = (int) Math.ceil(peak / 100_000.0) + 1;
    int shards = (int) Math.max(1, Math.ceil(peak / 500_000.0));
    Bytes month = new Bytes(demand.heard().count() * 360);
    var region =
        new RegionPlan(
            demand,
            new NodePlan(
                PRICES.node("r7g.2xlarge").orElseThrow(),
                nodes,
                Bound.BLAST_RADIUS,
                demand.peak().part(nodes),
                demand.peak().part(nodes - 1L),
                demand.peak(),
                demand.peak(),
                new Share(0),
                List.of(),
                Bytes.ZERO),
            new RedisPlan(
                RedisPlan.Kind.CLUSTER,
                shards,
                1,
                Optional.of(redis()),
                Bytes.ZERO,
                Rate.ZERO,
                new Share(0)),
            new BalancerPlan(
                true, demand.peak(), Rate.ZERO, new Bytes(month.count() / Hourly.HOURS)),
            NO_STORM,
            new Traffic(Rate.ZERO, Rate.ZERO, Bytes.ZERO, Bytes.ZERO, month),
            List.of());
    return new SelfHosting(PRICES).bill(demand, region).total();
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1, 962",
    "10000, 1, 969",
    "100000, 1, 1037",
    "1000000, 1, 4850",
    "10000000, 1, 45542",
    "1000000, 10, 11662",
    "1000000, 0.1, 4186"
  })
  void selfHostingCostsWhatWasWorkedOut(long peak, double messages, double usd) {
    assertThat(selfHosting(workload(peak, messages)).usd())
        .isCloseTo(usd, within(Math.max(1, usd * 0.0002)));
  }

  /** The examples took the package of 399 for all sizes; below 10,000 there is one of 29. */
  @ParameterizedTest
  @CsvSource({
    "ably, 1000, 1, 106",
    "ably, 100000, 1, 8064",
    "ably, 1000000, 1, 77049",
    "ably, 10000000, 1, 766899",
    "ably, 1000000, 10, 569799",
    "ably, 1000000, 0.1, 27774",
    "ably-floor, 100000, 1, 1932",
    "ably-floor, 1000000, 1, 15729",
    "ably-floor, 10000000, 1, 153699",
    "ably-floor, 1000000, 10, 114279",
    "ably-floor, 1000000, 0.1, 5874",
    "api-gateway, 1000, 1, 27",
    "api-gateway, 10000, 1, 274",
    "api-gateway, 100000, 1, 2500",
    "api-gateway, 1000000, 1, 23195",
    "api-gateway, 10000000, 1, 230150",
    "api-gateway, 1000000, 10, 180875",
    "api-gateway, 1000000, 0.1, 7427",
    "appsync, 1000, 1, 24",
    "appsync, 10000, 1, 237",
    "appsync, 100000, 1, 2365",
    "appsync, 1000000, 1, 23652",
    "appsync, 10000000, 1, 236520",
    "appsync, 1000000, 10, 220752",
    "appsync, 1000000, 0.1, 3942",
    "supabase, 1000, 1, 77",
    "supabase, 10000, 1, 660",
    "supabase, 100000, 1, 6488",
    "supabase, 1000000, 1, 64762",
    "supabase, 1000000, 10, 557512",
    "supabase, 1000000, 0.1, 15488",
    "azure, 1000, 1, 49",
    "azure, 10000, 1, 489",
    "azure, 100000, 1, 4894",
    "azure, 1000000, 1, 48944",
    "azure, 1000000, 10, 237544",
    "azure, 1000000, 0.1, 48944",
    "pusher, 1000, 1, 99",
    "pusher, 10000, 1, 499"
  })
  void aServiceAsksWhatWasWorkedOut(String key, long peak, double messages, double usd) {
    assertThat(offer(key, peak, messages).usd()).isCloseTo(usd, within(Math.max(1, usd * 0.0002)));
  }

  @Test
  void pusherHasNoPublicPriceAboveItsLargestPackage() {
    Offer pusher = new PusherOffer(PRICES);
    assertThat(pusher.quote(workload(30_000, 0.1)).bill()).isPresent();
    assertThat(pusher.quote(workload(30_001, 0.1)).bill()).isEmpty();
    assertThat(pusher.quote(workload(30_001, 0.1)).why()).isNotEmpty();
  }

  /** The fourth example of the pricing page, and the first. */
  @ParameterizedTest
  @CsvSource({"21610000, 4320000, 20.65", "1500000, 1000000, 5.15"})
  void cloudflareAsksWhatItsOwnPageWorksOut(double requests, double busy, double usd) {
    assertThat(CloudflareOffer.cost(PRICES, new Volume(requests), new Seconds(busy)).usd())
        .isCloseTo(usd, within(0.005));
  }

  /** By fixed capacities, peaks as they were worked out, within the width of a step. */
  @ParameterizedTest
  @CsvSource({
    "ably, 1, 3750, 57000",
    "ably, 1, 8300, 121000",
    "ably, 1, 16700, 235000",
    "ably-floor, 1, 3750, 360000",
    "ably-floor, 1, 8300, 782000",
    "ably-floor, 1, 16700, 1600000",
    "ably-floor, 10, 8300, 84000",
    "api-gateway, 1, 3750, 231000",
    "api-gateway, 1, 8300, 465000",
    "api-gateway, 1, 16700, 925000",
    "api-gateway, 10, 8300, 53000",
    "appsync, 1, 3750, 233000",
    "appsync, 1, 8300, 461000",
    "appsync, 10, 8300, 44000",
    "azure, 0.1, 8300, 196000",
    "azure, 1, 8300, 205000",
    "azure, 10, 8300, 40000"
  })
  void costsCrossWhereWasWorkedOut(String key, double messages, double people, long peak) {
    Crossover crossover = crossover(key, messages, people);
    assertThat(crossover.at()).isPresent();
    assertThat((double) crossover.at().orElseThrow().count())
        .isCloseTo((double) peak, within(peak * 0.05));
  }

  @Test
  void whatIsCheaperAtAnySizeNeverCrosses() {
    Crossover crossover = crossover("appsync", 0.1, 8300);
    assertThat(crossover.at()).isEmpty();
    assertThat(crossover.words()).isEqualTo("never up to 100M");
  }

  private static Crossover crossover(String key, double messages, double people) {
    Offer offer =
        Offers.of(PRICES).stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
    return new Crossovers(workload(1_000, messages), WorkedExamplesTest::selfHosting)
        .with(offer, new Money(people));
  }

  /** The trap: a million connections held for a month. */
  @Test
  void aBalancerThatCountsConnectionsByThousandsCostsThirtyTimesAsMuch() {
    Workload demand =
        new Workload(
            "held",
            new Connections(1_000_000),
            new Share(1),
            new PerMinute(0),
            new Bytes(1),
            1,
            1,
            false,
            1,
            0,
            Optional.empty());
    var region = new RegionSizer(new Measured().cost(), PRICES, Wishes.STANDARD).size(demand);
    List<Line> lines = new SelfHosting(PRICES).balancers(region);
    assertThat(lines.get(0).cost().usd()).isCloseTo(60, within(1.0));
    assertThat(lines.get(1).cost().usd()).isCloseTo(1_476, within(1.0));
    assertThat(lines.get(2).cost().usd()).isCloseTo(1_963, within(1.0));
  }
}
