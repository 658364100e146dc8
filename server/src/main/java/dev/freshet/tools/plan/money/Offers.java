package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.price.PriceList;
import java.util.List;
import java.util.stream.Stream;

/** All managed services that are compared. */
public final class Offers {
  private Offers() {}

  /** In the order they are shown. */
  public static List<Offer> of(PriceList prices) {
    Stream<Offer> some =
        Stream.of(
            new AblyOffer(prices, false),
            new AblyOffer(prices, true),
            new PusherOffer(prices),
            new CloudflareOffer(prices));
    return Stream.of(
            some,
            AwsOffers.of(prices).stream(),
            UnitOffers.of(prices).stream(),
            UserOffers.of(prices).stream())
        .flatMap(each -> each)
        .toList();
  }
}
