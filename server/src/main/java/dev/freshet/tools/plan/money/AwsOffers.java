package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Volume;
import java.util.List;

/** The two services of AWS: API Gateway's WebSockets, and AppSync Events. */
final class AwsOffers {
  private static final double UNIT_BYTES = 32 * 1024;
  private static final double EVENT_BYTES = 5 * 1024;

  private AwsOffers() {}

  static List<Offer> of(PriceList prices) {
    return List.of(new Gateway(prices), new AppSync(prices));
  }

  /** How often a message counts. */
  private static double units(Workload demand, double bytes) {
    return Math.max(1, Math.ceil(demand.payload().count() / bytes));
  }

  private record Gateway(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "api-gateway";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      quote.millions("connection minutes", demand.connectionMinutes(), Price.APIGW_MINUTES);
      Volume messages = demand.heard().times(units(demand, UNIT_BYTES));
      double most = quote.use(Price.APIGW_FIRST) * 1e6;
      quote.millions(
          "messages", new Volume(Math.min(most, messages.count())), Price.APIGW_MESSAGES);
      if (messages.count() > most) {
        quote.millions("messages beyond", new Volume(messages.count() - most), Price.APIGW_MORE);
      }
      quote.note(
          "a message goes to one connection: finding the listeners, and the functions and"
              + " tables for it, cost extra");
      quote.note("a connection lives 2 hours at most, 10 minutes when idle");
      quote.note(AblyOffer.returning(demand, new Rate(quote.use(Price.APIGW_NEW))));
      return quote.quote(key(), "AWS API Gateway WebSocket");
    }
  }

  private record AppSync(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "appsync";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      quote.millions("connection minutes", demand.connectionMinutes(), Price.APPSYNC_MINUTES);
      Volume messages = new Volume(demand.heard().count() + demand.published().count());
      quote.millions(
          "operations", messages.times(units(demand, EVENT_BYTES)), Price.APPSYNC_OPERATIONS);
      return quote.quote(key(), "AWS AppSync Events");
    }
  }
}
