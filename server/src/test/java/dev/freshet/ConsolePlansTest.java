package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cli.client.Json;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConsolePlansTest {
  private final ConsolePlans plans = new ConsolePlans();

  private static Map<String, Object> read(byte[] json) {
    return Objects.requireNonNull(Json.tree(new String(json, StandardCharsets.UTF_8)));
  }

  private static Object required(Map<?, ?> from, String name) {
    return Objects.requireNonNull(from.get(name), name);
  }

  private static List<?> list(Map<?, ?> from, String name) {
    return (List<?>) required(from, name);
  }

  @Test
  void aPlanIsTheOneOfTheCommand() {
    var plan = read(plans.plan(Map.of("peak", List.of("50k"), "tls", List.of("true"))));

    assertThat(plan).containsEntry("form", 1L).containsKeys("decision", "region", "managed");
    assertThat(String.valueOf(plan.get("demand"))).contains("peak-connections=50000");
  }

  @Test
  void aCurveHasOnePriceOfALineForEachNumberOfConnections() {
    var curve = read(plans.curve(Map.of("peak", List.of("50k"))));

    var connections = list(curve, "connections");
    var lines = list(curve, "lines");
    assertThat(connections).hasSizeGreaterThan(10);
    assertThat(lines).hasSizeGreaterThan(3);
    for (Object line : lines) {
      assertThat(list((Map<?, ?>) line, "usd_month")).hasSameSizeAs(connections);
    }
  }

  @Test
  void aCurveSaysOfWhatWasAskedWhatThePlanSays() {
    Map<String, List<String>> asked = Map.of("peak", List.of("51234"));
    var plan = read(plans.plan(asked));
    var curve = read(plans.curve(asked));

    int at = list(curve, "connections").indexOf(51_234L);
    assertThat(at).isPositive();
    assertThat(list(curve, "lines"))
        .filteredOn(line -> "freshet".equals(((Map<?, ?>) line).get("id")))
        .singleElement()
        .satisfies(line ->
            assertThat(list((Map<?, ?>) line, "usd_month").get(at))
                .isEqualTo(((Map<?, ?>) required(plan, "self-hosting")).get("usd-month")));
  }

  @Test
  void aCurveGoesThroughItsCrossovers() {
    var curve = read(plans.curve(Map.of("peak", List.of("50k"))));

    var connections = list(curve, "connections");
    assertThat(list(curve, "crossovers"))
        .extracting(each -> ((Map<?, ?>) each).get("connections"))
        .filteredOn(Objects::nonNull)
        .isNotEmpty()
        .allSatisfy(at -> assertThat(connections.contains(at)).isTrue());
  }

  @Test
  void theExerciseHasItsThreeServices() {
    assertThat(list(read(plans.exercise()), "services")).hasSize(3);
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
