package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ConfigReference;
import dev.freshet.metrics.Metric;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The reference pages are printed from the tables in code. A page that differs fails here; {@code
 * mvn test -Dtest=ReferencePagesTest -Dreference.write=true} writes it anew.
 */
class ReferencePagesTest {

  @Test
  void theSettingsPageIsTheTable() throws IOException {
    compare("settings.md", ConfigReference.markdown());
  }

  @Test
  void theMetricsPageIsTheTable() throws IOException {
    var page =
        new StringBuilder(
            """
            # Metrics

            Printed from the table `dev.freshet.metrics.Metric`; a test keeps this page true.

            `GET /metrics` answers in the Prometheus text format. Counters end in `_total` and only
            grow, from 0 at the start of the process; the unit, always a base unit, is part of the
            name. A row with labels appears once something was counted for them.

            | name | type | labels | meaning |
            |---|---|---|---|
            """);
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.exposed(),
                  metric.type().name().toLowerCase(Locale.ROOT),
                  String.join(", ", metric.labels()),
                  metric.sentence()));
    }
    compare("metrics.md", page.toString());
  }

  @Test
  void theProblemsPageIsBothTables() throws IOException {
    var page =
        new StringBuilder(
            """
            # Problems and close reasons

            Printed from the tables `dev.freshet.model.Problem` and `CloseReason`; a test keeps this
            page true.

            ## Problems

            A command failed; the connection stays. HTTP answers a problem document (RFC 9457) whose
            `code` is the one below and never changes, with `Retry-After` where trying again can
            help.

            | code | HTTP status | retry after | meaning |
            |---|---|---|---|
            """);
    for (Problem problem : Problem.values()) {
      page.append(
          "| `%s` | %d | %s | %s. |\n"
              .formatted(
                  problem.code(),
                  problem.status(),
                  problem.retryAfterSeconds() == 0 ? "" : problem.retryAfterSeconds() + " s",
                  problem.title()));
    }
    page.append(CLOSING);
    for (CloseReason reason : CloseReason.values()) {
      page.append(
          "| %d | `%s` | %s | %s. |\n"
              .formatted(
                  reason.code(),
                  reason.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  comeBack(reason),
                  reason.text().substring(0, 1).toUpperCase(Locale.ROOT)
                      + reason.text().substring(1)));
    }
    compare("problems.md", page.toString());
  }

  private static final String CLOSING =
      """

      ## Close reasons

      A connection ends. A plain WebSocket is closed with the code (RFC 6455 section 7.4; from 4000
      on they are Freshet's own).

      | code | reason | come back | meaning |
      |---|---|---|---|
      """;

  private static String comeBack(CloseReason reason) {
    return switch (reason.comeBack()) {
      case NEVER -> "no: the same again would end the same";
      case NOW -> "at once";
      case LATER -> "after a pause that grows, with jitter";
    };
  }

  private static void compare(String name, String expected) throws IOException {
    Path page = SourceFile.project().resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("reference.write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, expected);
    }
    assertThat(page)
        .as("write it anew with -Dreference.write=true")
        .exists()
        .content()
        .isEqualTo(expected);
  }
}
