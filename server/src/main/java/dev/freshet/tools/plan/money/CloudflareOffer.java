package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.unit.Figures;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.Seconds;
import dev.freshet.tools.plan.unit.Volume;

/**
 * Cloudflare Durable Objects that hibernate: an object for each channel, called by the publisher
 * for each publication. It is a building block, not a service like the others: the code of the
 * pub/sub is one's own.
 */
final class CloudflareOffer implements Offer {
  private static final double DAYS = 30.4;
  private static final double MONTH_SECONDS = Volume.MINUTES * 60;

  private final PriceList prices;

  CloudflareOffer(PriceList prices) {
    this.prices = prices;
  }

  @Override
  public String key() {
    return "cloudflare";
  }

  @Override
  public Quote quote(Workload demand) {
    var quote = new Reckoning(prices);
    double objects = demand.activeChannels() * objectsOfChannel(demand, quote);
    double requests = demand.published().count() * objectsOfChannel(demand, quote);
    double connects = demand.connectionMinutes().count() / Volume.MINUTES * DAYS;
    double busy = requests * quote.use(Price.CLOUDFLARE_HANDLING);
    fill(
        quote,
        new Volume(requests + connects),
        new Seconds(Math.min(busy, objects * MONTH_SECONDS)));
    quote.note("for objects that hibernate, one or more for each channel; the code is one's own");
    if (busy > objects * MONTH_SECONDS) {
      quote.note("objects have more to do than there is time: channels must be split");
    }
    return quote.quote(key(), "Cloudflare Durable Objects");
  }

  /** A channel with more listeners than an object takes needs several. */
  private static double objectsOfChannel(Workload demand, Reckoning quote) {
    return Math.ceil(demand.listeners() / quote.use(Price.CLOUDFLARE_SOCKETS));
  }

  /** The sum for requests and for the time of all objects together, as its pricing page adds up. */
  static Money cost(PriceList prices, Volume requests, Seconds busy) {
    var quote = new Reckoning(prices);
    fill(quote, requests, busy);
    return quote.quote("", "").bill().map(Bill::total).orElse(Money.ZERO);
  }

  private static void fill(Reckoning quote, Volume requests, Seconds busy) {
    quote.line("plan", "Workers Paid", quote.use(Price.CLOUDFLARE_BASE));
    double paid = requests.millions() - quote.use(Price.CLOUDFLARE_REQUESTS_INCLUDED);
    quote.line(
        "requests",
        requests.text(),
        Math.ceil(Math.max(0, paid)) * quote.use(Price.CLOUDFLARE_REQUESTS));
    double duration = busy.value() * quote.use(Price.CLOUDFLARE_MEMORY);
    double more = Math.max(0, duration - quote.use(Price.CLOUDFLARE_DURATION_INCLUDED));
    quote.line(
        "duration",
        Figures.count(duration) + " GB-seconds",
        Math.ceil(more / 1e6) * quote.use(Price.CLOUDFLARE_DURATION));
  }
}
