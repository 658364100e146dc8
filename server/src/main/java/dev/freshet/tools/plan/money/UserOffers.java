package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.price.Tier;
import dev.freshet.tools.plan.unit.Users;
import dev.freshet.tools.plan.unit.Volume;
import java.util.Comparator;
import java.util.List;

/** Services that charge by the users of a month. */
final class UserOffers {
  private static final String UNKNOWN =
      "charges by monthly users: say how many with --monthly-users";

  private UserOffers() {}

  static List<Offer> of(PriceList prices) {
    return List.of(new Ably(prices), new PubNub(prices));
  }

  /** Ably as it charges new accounts: each user includes messages and minutes. */
  private record Ably(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "ably-users";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      String name = "Ably, by monthly users";
      if (demand.monthly().isEmpty()) {
        return quote.none(key(), name, UNKNOWN);
      }
      Users users = demand.monthly().get();
      quote.line(
          "monthly users",
          users.text() + " at " + quote.use(Price.ABLY_USER),
          users.count() * quote.use(Price.ABLY_USER));
      double minutes = users.count() * quote.use(Price.ABLY_USER_MINUTES);
      double messages = users.count() * quote.use(Price.ABLY_USER_MESSAGES);
      double sent = demand.heard().count() + demand.published().count();
      quote.millions(
          "minutes above what is included",
          new Volume(Math.max(0, demand.connectionMinutes().count() - minutes)),
          Price.ABLY_CONNECTION_MINUTES);
      quote.millions(
          "messages above what is included",
          new Volume(Math.max(0, sent - messages)),
          Price.ABLY_MESSAGES);
      return quote.quote(key(), name);
    }
  }

  /** PubNub: a package by users. */
  private record PubNub(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "pubnub";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      if (demand.monthly().isEmpty()) {
        return quote.none(key(), "PubNub", UNKNOWN);
      }
      Users users = demand.monthly().get();
      Tier tier =
          prices.tiers("pubnub").stream()
              .filter(each -> each.users().map(most -> most.compareTo(users) >= 0).orElse(true))
              .min(Comparator.comparing(Tier::month))
              .orElse(null);
      if (tier == null) {
        return quote.none(
            key(), "PubNub", "its public packages end below " + users.text() + " users");
      }
      quote.use("package " + tier.name(), tier.origin());
      quote.line("package", tier.name(), tier.month().usd());
      quote.note("traffic of a user is bounded by fair use, which is not reckoned");
      return quote.quote(key(), "PubNub");
    }
  }
}
