package dev.freshet.tools.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.plan.unit.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputTest {
  /** A row of the reference page. */
  private static String row(Input input) {
    String range =
        input.isNumber() ? Figures.count(input.least()) + " to " + Figures.count(input.most()) : "";
    return "| `--%s%s` | %s | %s | %s |"
        .formatted(
            input.key(),
            input.isFlag() ? "" : " " + input.label(),
            input.what(),
            range,
            input.standard());
  }

  @ParameterizedTest
  @EnumSource(Input.class)
  void theReferencePageHasARowForEachInput(Input input) throws IOException {
    assertThat(Files.readString(Path.of("../docs/reference/plan.md"))).contains(row(input));
  }

  @ParameterizedTest
  @EnumSource(Input.class)
  void theStandardValueIsWithinItsBounds(Input input) {
    if (!input.standard().isEmpty()) {
      assertThat(Double.parseDouble(input.standard())).isBetween(input.least(), input.most());
    }
  }
}
