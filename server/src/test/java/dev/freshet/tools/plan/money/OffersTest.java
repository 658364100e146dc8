package dev.freshet.tools.plan.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.plan.price.PriceList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffersTest {
  private static final PriceList PRICES = PriceList.standard();

  private static PriceList with(Set<String> parts) {
    return new PriceList(
        PRICES.name(), PRICES.rows(), PRICES.nodes(), PRICES.redis(), PRICES.tiers(), parts);
  }

  private static List<Quote> quotes(PriceList prices) {
    return Offers.of(prices).stream()
        .map(each -> each.quote(WorkedExamplesTest.workload(50_000, 1)))
        .toList();
  }

  @Test
  void priceFilesMayNameEveryServiceThatIsCompared() {
    assertThat(Offers.of(PRICES))
        .extracting(Offer::key)
        .containsExactlyInAnyOrderElementsOf(PriceList.SERVICES);
  }

  @Test
  void whatIsPartsIsNeverTheCheapest() {
    assertThat(Quote.cheapest(quotes(with(Set.of()))))
        .hasValueSatisfying(quote -> assertThat(quote.key()).isEqualTo("cloudflare"));
    Quote next = Quote.cheapest(quotes(PRICES)).orElseThrow();
    assertThat(next.key()).isNotEqualTo("cloudflare");
    assertThat(Quote.cheapest(quotes(with(Set.of("cloudflare", next.key())))))
        .hasValueSatisfying(quote -> assertThat(quote.key()).isNotEqualTo(next.key()));
  }
}
