package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.price.Tier;
import java.util.Comparator;

/** Pusher Channels: the cheapest package with enough connections and messages a day. */
final class PusherOffer implements Offer {
  private static final double DAYS = 30.4;

  private final PriceList prices;

  PusherOffer(PriceList prices) {
    this.prices = prices;
  }

  @Override
  public String key() {
    return "pusher";
  }

  @Override
  public Quote quote(Workload demand) {
    var quote = new Reckoning(prices);
    double day = (demand.heard().count() + demand.published().count()) / DAYS;
    Tier tier =
        prices.tiers("pusher").stream()
            .filter(each ->
                each.connections().map(most -> most.compareTo(demand.peak()) >= 0).orElse(true)
                    && (each.messagesDay().isEmpty() || each.messagesDay().getAsLong() >= day))
            .min(Comparator.comparing(Tier::month))
            .orElse(null);
    if (tier == null) {
      return quote.none(
          key(), "Pusher Channels", "its public packages hold less: ask for an enterprise price");
    }
    quote.use("package " + tier.name(), tier.origin());
    quote.line("package", tier.name(), tier.month().usd());
    return quote.quote(key(), "Pusher Channels");
  }
}
