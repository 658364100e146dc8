package dev.freshet.tools.plan.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.plan.unit.Minutes;
import dev.freshet.tools.plan.unit.Share;
import dev.freshet.tools.plan.unit.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AudienceTest {
  private static Estimate estimate(double minutes, double devices, double factor) {
    return new Audience(
            new Users(1_440_000),
            new Minutes(minutes),
            new Share(1),
            new Minutes(0),
            new Share(devices),
            new Share(factor))
        .estimate();
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 1, 10000", "10, 1, 2.5, 25000", "10, 2, 2.5, 50000", "1440, 1, 3, 1440000"})
  void thePeakIsArrivalsTimesTheTimeEachStays(
      double minutes, double devices, double factor, long peak) {
    assertThat(estimate(minutes, devices, factor).peak().count()).isEqualTo(peak);
  }

  @Test
  void theRuleIsThirtyPercentOfThePeople() {
    assertThat(estimate(10, 1, 1).byRule().count()).isEqualTo(432_000);
  }

  @Test
  void theGapIsToldInBothDirections() {
    assertThat(estimate(10, 1, 2.5).why()).contains("gives 17.3 times as many");
    assertThat(estimate(1440, 2, 1).why()).contains("gives only 0.15 of it");
    assertThat(estimate(432, 1, 1).why()).contains("Both agree");
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void aServiceHasSourcedFigures(Service service) {
    assertThat(service.figures()).isNotEmpty();
    service
        .figures()
        .forEach(figure -> {
          assertThat(figure.source()).isNotBlank();
          assertThat(figure.date()).matches("20[0-9]{2}-[0-9]{2}(-[0-9]{2})?");
        });
    assertThat(service.audience().estimate().averagePart().value()).isBetween(0.01, 1.0);
  }

  /** A messenger's peak is a tenth of its users or less; the rule says a third. */
  @Test
  void aMessengerIsLookedAtNotKeptOpen() {
    Estimate chat = Service.CHAT.audience().estimate();
    assertThat(chat.peak().count()).isBetween(30_000_000L, 42_000_000L);
    assertThat(chat.byRule().count()).isEqualTo(135_000_000L);
  }
}
