package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.price.Tier;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Volume;
import java.util.Comparator;

/**
 * Ably by minutes and messages: the cheapest package that holds, and what is used. Published and
 * delivered messages count alike. At list prices, or at the least that volume leads to.
 */
final class AblyOffer implements Offer {
  private static final double FREE_BYTES = 5 * 1024;

  private final PriceList prices;
  private final boolean floor;

  AblyOffer(PriceList prices, boolean floor) {
    this.prices = prices;
    this.floor = floor;
  }

  @Override
  public String key() {
    return floor ? "ably-floor" : "ably";
  }

  @Override
  public Quote quote(Workload demand) {
    var quote = new Reckoning(prices);
    Tier tier =
        prices.tiers("ably").stream()
            .filter(each -> holds(each, demand))
            .min(Comparator.comparing(Tier::month))
            .orElse(null);
    String name = floor ? "Ably, at the volume floor" : "Ably, list price";
    if (tier == null) {
      return quote.none(key(), name, "no package holds as much");
    }
    quote.use("package " + tier.name(), tier.origin());
    quote.line("package", tier.name(), tier.month().usd());
    quote.millions(
        "connection minutes",
        demand.connectionMinutes(),
        floor ? Price.ABLY_FLOOR_CONNECTION_MINUTES : Price.ABLY_CONNECTION_MINUTES);
    quote.millions(
        "channel minutes",
        new Volume(demand.activeChannels() * Volume.MINUTES),
        floor ? Price.ABLY_FLOOR_CHANNEL_MINUTES : Price.ABLY_CHANNEL_MINUTES);
    Volume messages = new Volume(demand.heard().count() + demand.published().count());
    quote.millions("messages", messages, floor ? Price.ABLY_FLOOR_MESSAGES : Price.ABLY_MESSAGES);
    double more = Math.max(0, demand.payload().count() - FREE_BYTES) * messages.count();
    if (more > 0) {
      quote.line("data over 5 KiB", "", more / (1L << 30) * quote.use(Price.ABLY_DATA));
    }
    tier.fresh().ifPresent(fresh -> quote.note(returning(demand, fresh)));
    quote.note("new accounts are charged by monthly users, see ably-users");
    return quote.quote(key(), name);
  }

  private static boolean holds(Tier tier, Workload demand) {
    return tier.connections().map(most -> most.compareTo(demand.peak()) >= 0).orElse(true)
        && tier.messages().map(most -> most.compareTo(demand.deliveries()) >= 0).orElse(true);
  }

  /** What a bound of new connections means for a storm. */
  static String returning(Workload demand, Rate fresh) {
    return "%s new connections a second: %s until all are back after a full drop"
        .formatted(fresh.text(), new Seconds(demand.peak().count() / fresh.perSecond()).text());
  }
}
