package dev.freshet.tools.plan.price;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ConfigFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceListTest {
  private static final LocalDate WRITTEN = LocalDate.of(2026, 12, 31);

  @Test
  void everyRowHasASourceAndADate() {
    PriceList list = PriceList.standard();
    assertThat(list.rows()).hasSize(Price.values().length);
    list.rows().values().forEach(row -> check(row.price().key(), row.origin()));
    list.nodes().forEach(each -> check(each.name(), each.origin()));
    list.redis().forEach(each -> check(each.name(), each.origin()));
    list.tiers().forEach(each -> check(each.name(), each.origin()));
  }

  private static void check(String what, Origin origin) {
    assertThat(origin.source()).as(what).isNotBlank();
    assertThat(origin.date()).as(what).isAfter(LocalDate.of(2017, 1, 1)).isBefore(WRITTEN);
    assertThat(origin.source().equals("assumption") && origin.confirmed()).as(what).isFalse();
  }

  @Test
  void theTextIsAListThatCanBeReadAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("prices.yaml");
    Files.writeString(file, PriceList.text());
    assertThat(PriceList.read(file).rows()).isEqualTo(PriceList.standard().rows());
    assertThat(PriceList.read(file).name()).isEqualTo("prices.yaml");
  }

  @Test
  void anEditedPriceIsTaken() {
    String text = PriceList.text().replaceFirst("value: 0.09", "value: 0.05");
    PriceList list = PriceList.read("mine.yaml", text.getBytes(UTF_8));
    assertThat(list.value(Price.EGRESS)).isEqualTo(0.05);
  }

  @Test
  void allFaultsAreToldTogetherWithTheirLines() {
    String text =
        PriceList.text()
            .replaceFirst("form: 1", "form: 2")
            .replaceFirst("  nlb.hour:", "  nlb.huor:")
            .replaceFirst("value: 0.09", "value: cheap")
            .replaceFirst("date: 2026-08-03", "date: yesterday")
            .replaceFirst("    confirmed: yes", "    confirmed: maybe")
            .replaceFirst("use: redis", "use: kitchen")
            .replaceFirst("usd-month: 49\n", "usd-mont: 49\n");
    assertThatThrownBy(() -> PriceList.read("mine.yaml", text.getBytes(UTF_8)))
        .isInstanceOf(ConfigFaults.class)
        .message()
        .contains("form: 2 (expected: 1)")
        .contains("prices.nlb.huor: unknown (expected: a key of the reference; did you mean")
        .contains("prices.nlb.hour: missing")
        .contains("prices.egress.internet.value: cheap (expected: a number from 0 to 1e12)")
        .contains("date: yesterday (expected: a date such as 2026-11-28)")
        .contains("confirmed: maybe (expected: yes or no)")
        .contains("use: kitchen (expected: node or redis)")
        .contains("tiers[0].usd-mont: unknown")
        .contains("tiers[0].usd-month: missing")
        .containsPattern("mine.yaml:[0-9]+: prices");
  }

  @Test
  void anotherUnitIsNoSlip() {
    String text = PriceList.text().replaceFirst("USD per million minutes", "EUR per hour");
    assertThatThrownBy(() -> PriceList.read("mine.yaml", text.getBytes(UTF_8)))
        .hasMessageContaining("unit: EUR per hour (expected: USD per million minutes)");
  }

  @Test
  void nothingIsDividedByNothing() {
    String text = PriceList.text().replaceFirst("value: 100000\n", "value: 0\n");
    assertThatThrownBy(() -> PriceList.read("mine.yaml", text.getBytes(UTF_8)))
        .hasMessageContaining("a number above 0");
  }

  @Test
  void aFileThatSaysNothingOfPartsLeavesOutWhatTheStandardOneDoes() {
    String text = PriceList.text().replaceFirst("(?m)^parts: .*$", "");
    assertThat(PriceList.read("mine.yaml", text.getBytes(UTF_8)).parts())
        .isEqualTo(PriceList.standard().parts())
        .containsExactly("cloudflare");
  }

  @Test
  void partsAreServicesThatAreCompared() {
    String none = PriceList.text().replaceFirst("(?m)^parts: .*", "parts: []");
    assertThat(PriceList.read("mine.yaml", none.getBytes(UTF_8)).parts()).isEmpty();
    String wrong = PriceList.text().replaceFirst("(?m)^parts: .*", "parts: [pubnub, cloudfare]");
    assertThatThrownBy(() -> PriceList.read("mine.yaml", wrong.getBytes(UTF_8)))
        .hasMessageContaining("parts[1]: cloudfare (expected: one of ably, ");
    String word = PriceList.text().replaceFirst("(?m)^parts: .*", "parts: cloudflare");
    assertThatThrownBy(() -> PriceList.read("mine.yaml", word.getBytes(UTF_8)))
        .hasMessageContaining("parts: cloudflare (expected: a list of services, or [])");
  }

  @Test
  void aFileThatIsNotThereIsAFault(@TempDir Path folder) {
    assertThatThrownBy(() -> PriceList.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigFaults.class)
        .hasMessageContaining("price-file: ");
  }
}
