package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.client.Json;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsolePlansTest {
  private final ConsolePlans plans = new ConsolePlans();

  private static Map<String, Object> read(byte[] json) {
    return Json.tree(new String(json, StandardCharsets.UTF_8));
  }

  @Test
  void aPlanIsTheOneOfTheCommand() {
    var plan = read(plans.plan(Map.of("peak", List.of("50k"), "tls", List.of("true"))));

    assertThat(plan).containsEntry("form", 1L).containsKeys("decision", "region", "managed");
    assertThat(plan.get("demand").toString()).contains("peak-connections=50000");
  }

  @Test
  void aCurveHasOnePriceOfALineForEachNumberOfConnections() {
    var curve = read(plans.curve(Map.of("peak", List.of("50k"))));

    var connections = (List<?>) curve.get("connections");
    var lines = (List<?>) curve.get("lines");
    assertThat(connections).hasSizeGreaterThan(10);
    assertThat(lines).hasSizeGreaterThan(3);
    for (Object line : lines) {
      assertThat((List<?>) ((Map<?, ?>) line).get("usd_month")).hasSameSizeAs(connections);
    }
  }

  @Test
  void theExerciseHasItsThreeServices() {
    assertThat((List<?>) read(plans.exercise()).get("services")).hasSize(3);
  }

  @Test
  void allThatIsWrongIsTold() {
    assertThatThrownBy(() -> plans.plan(Map.of("peak", List.of("many"), "colour", List.of("blue"))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem()).isEqualTo(Problem.BAD_REQUEST);
              assertThat(refused.getMessage()).contains("colour").contains("many");
            });
  }
}
