package dev.freshet.tools.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tools.plan.demand.Service;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.Measured;
import dev.freshet.tools.plan.size.RedisPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionTest {
  private static final PriceList PRICES = PriceList.standard();

  private static Plan plan(String... inputs) throws InputFaults {
    var values = new HashMap<String, String>();
    for (int i = 0; i < inputs.length; i += 2) {
      values.put(inputs[i], inputs[i + 1]);
    }
    return Request.read(values, PRICES).plan(PRICES, new Measured().cost());
  }

  @ParameterizedTest
  @CsvSource({
    "1, ONE_SERVER",
    "999, ONE_SERVER",
    "1k, FEW_SERVERS",
    "99999, FEW_SERVERS",
    "100k, SHARDED",
    "1m, SHARDED",
    "1000001, MANAGED"
  })
  void theNumberLeadsToARow(String peak, Decision.Row row) throws InputFaults {
    Decision decision = plan("peak", peak).decision();
    assertThat(decision.row()).isEqualTo(row);
    assertThat(decision.deciding()).isEqualTo(row);
    assertThat(decision.reasons()).isNotEmpty();
  }

  @Test
  void whatMustBeOnesOwnWinsOverASmallTeam() throws InputFaults {
    Decision decision = plan("peak", "50k", "team", "2", "trading", "true").decision();
    assertThat(decision.deciding()).isEqualTo(Decision.Row.TRADING);
    assertThat(decision.against()).anyMatch(each -> each.startsWith("2 people"));
    assertThat(plan("peak", "2m", "custom-protocol", "true").decision().deciding())
        .isEqualTo(Decision.Row.CUSTOM_PROTOCOL);
  }

  @Test
  void aSmallTeamOrADeadlineDecidesOverTheNumber() throws InputFaults {
    assertThat(plan("peak", "50k", "team", "3").decision().deciding())
        .isEqualTo(Decision.Row.SMALL_TEAM);
    assertThat(plan("peak", "50k", "team", "8").decision().deciding())
        .isEqualTo(Decision.Row.FEW_SERVERS);
    assertThat(plan("peak", "50k", "deadline", "3").decision().deciding())
        .isEqualTo(Decision.Row.DEADLINE);
  }

  @Test
  void aboveAMillionTheRowIsToldToBeNoMatterOfMoney() throws InputFaults {
    Decision decision = plan("peak", "2m").decision();
    assertThat(decision.deciding()).isEqualTo(Decision.Row.MANAGED);
    assertThat(decision.against()).anyMatch(each -> each.contains("not of money"));
  }

  @Test
  void whatNoMillionNodesCanDoIsRefusedInASentence() throws InputFaults {
    Request request =
        Request.read(
            Map.of("peak", "100m", "messages", "60000", "channels", "1b", "recover", "1"), PRICES);
    assertThat(request.plan(PRICES, new Measured().cost()).nodes()).isGreaterThan(1_000);
    Request slow =
        Request.read(Map.of("peak", "100m", "messages", "60000", "instance", "r7g.xlarge"), PRICES);
    var dear = new Measured();
    dear.add(
        "slow.json",
        Map.of("form", 1L, "rates", List.of(Map.of("rate", 1000.0, "cpu-us-per-delivery", 900.0))));
    assertThatThrownBy(() -> slow.plan(PRICES, dear.cost()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--messages: 60000.0 a minute for 100M connections (expected: what a million nodes can"
                + " do)");
  }

  @Test
  void oneServerNeedsNoRedisAndNoBalancer() throws InputFaults {
    Plan plan = plan("peak", "500");
    assertThat(plan.nodes()).isEqualTo(1);
    assertThat(plan.region().redis().kind()).isEqualTo(RedisPlan.Kind.NONE);
    assertThat(plan.region().balancer().needed()).isFalse();
  }

  @Test
  void regionsAreClustersOfTheirOwn() throws InputFaults {
    Plan plan = plan("peak", "10m", "regions", "10", "channels", "1000");
    assertThat(plan.region().demand().peak().count()).isEqualTo(1_000_000);
    assertThat(plan.crossing()).isPresent();
    assertThat(plan.nodes()).isEqualTo(plan.region().nodes().count() * 10);
    assertThat(plan.notes()).anyMatch(each -> each.contains("does not connect regions"));
    // Every publication goes to the nine others: 16.7 a second of 382 bytes.
    assertThat(plan.crossing().orElseThrow().second().count())
        .isCloseTo(1000.0 / 60 * 382 * 9, within(1.0));
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void everyServiceCanBePlanned(Service service) {
    Request request = Request.of(service, PRICES);
    assertThat(request.estimate()).isPresent();
    assertThat(request.plan(PRICES, new Measured().cost()).nodes()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "peak, 0",
    "peak, 200m",
    "peak, -5",
    "peak, many",
    "peak, 1.5",
    "messages, 1e9",
    "payload, 0",
    "regions, 51",
    "regions, 1.5",
    "channels, 2b",
    "history, 1m",
    "average, 0",
    "average, 2",
    "recover, 0",
    "instance, x1",
    "service, mail",
    "tls, maybe",
    "nonsense, 1"
  })
  void anInputOutOfBoundsIsNamed(String name, String value) {
    assertThatThrownBy(() -> plan("peak", "50k", name, value))
        .isInstanceOf(InputFaults.class)
        .message()
        .startsWith("--" + name + ": ")
        .contains("(expected: ");
  }

  @Test
  void allInputsThatAreWrongAreTold() {
    assertThatThrownBy(() -> plan("messages", "x", "tls", "1"))
        .isInstanceOfSatisfying(
            InputFaults.class, faults -> assertThat(faults.faults()).hasSize(3));
    assertThatThrownBy(() -> plan("peak", "1k", "daily-users", "1m"))
        .hasMessageContaining("either this or --daily-users");
  }

  @Test
  void whatIsGivenGoesBeforeThePreset() throws InputFaults {
    Request request =
        Request.read(Map.of("service", "chat", "messages", "9", "daily-users", "1m"), PRICES);
    assertThat(request.demand().messages().value()).isEqualTo(9);
    assertThat(request.audience().orElseThrow().daily().count()).isEqualTo(1_000_000);
    assertThat(request.audience().orElseThrow().sessions().value()).isEqualTo(21);
  }
}
