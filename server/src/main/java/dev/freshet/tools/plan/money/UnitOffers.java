package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Volume;
import java.util.List;

/** Services that charge by units of peak connections: Azure Web PubSub and Supabase Realtime. */
final class UnitOffers {
  private static final double DAYS = 30.4;

  private UnitOffers() {}

  static List<Offer> of(PriceList prices) {
    return List.of(new Azure(prices), new Supabase(prices));
  }

  private record Azure(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "azure";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      double units = Math.ceil(demand.peak().count() / quote.use(Price.AZURE_CONNECTIONS));
      quote.line(
          "units",
          "%s at %s a day".formatted(Figures.count(units), quote.use(Price.AZURE_UNIT)),
          units * quote.use(Price.AZURE_UNIT) * DAYS);
      double included = units * quote.use(Price.AZURE_INCLUDED) * DAYS;
      quote.millions(
          "messages above what is included",
          new Volume(Math.max(0, demand.heard().count() - included)),
          Price.AZURE_MESSAGES);
      double resources = Math.ceil(units / quote.use(Price.AZURE_UNITS));
      if (resources > 1) {
        quote.note(
            "takes %s resources, over which the application spreads clients and messages"
                .formatted(Figures.count(resources)));
      }
      return quote.quote(key(), "Azure Web PubSub");
    }
  }

  private record Supabase(PriceList prices) implements Offer {
    @Override
    public String key() {
      return "supabase";
    }

    @Override
    public Quote quote(Workload demand) {
      var quote = new Reckoning(prices);
      quote.line("plan", "Pro", quote.use(Price.SUPABASE_PLAN));
      double above = demand.peak().count() - quote.use(Price.SUPABASE_PEAK_INCLUDED);
      double thousands = Math.ceil(Math.max(0, above) / 1000);
      quote.line(
          "peak connections",
          Figures.count(thousands) + " thousand above what is included",
          thousands * quote.use(Price.SUPABASE_PEAK));
      double messages = demand.heard().count() + demand.published().count();
      quote.millions(
          "messages above what is included",
          new Volume(Math.max(0, messages - quote.use(Price.SUPABASE_MESSAGES_INCLUDED) * 1e6)),
          Price.SUPABASE_MESSAGES);
      var limit = new Connections((long) quote.use(Price.SUPABASE_LIMIT));
      if (demand.peak().compareTo(limit) > 0) {
        quote.note("more than %s connections must be asked for".formatted(limit.text()));
      }
      return quote.quote(key(), "Supabase Realtime");
    }
  }
}
