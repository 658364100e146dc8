package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ConfigReference;
import dev.freshet.metrics.Metric;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import dev.freshet.tools.doctor.Rule;
import dev.freshet.tools.doctor.capacity.Limit;
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
            name. A counter with labels appears once something was counted for them; those of
            reloads are there from the start, so that the first refusal is seen to grow.

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

  @Test
  void theDoctorsPageIsBothTables() throws IOException {
    var page = new StringBuilder(DOCTOR);
    for (Limit limit : Limit.values()) {
      page.append("| `%s` | %s. |\n".formatted(limit.key(), limit.sentence()));
    }
    page.append(RULES);
    for (Rule rule : Rule.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(rule.key(), rule.isForStart() ? "yes" : "", rule.why(), rule.source()));
    }
    compare("doctor.md", page.toString());
  }

  private static final String DOCTOR =
      """
      # freshet doctor

      Printed from the tables `dev.freshet.tools.doctor.Rule` and `capacity.Limit`; a test keeps this
      page true. How to read what it says: [Check the machine](../operations/check-the-machine.md).

      ## Exit codes

      | code | |
      |---|---|
      | 0 | no rule fails: without `--for` the machine is in order, with it the machine holds that many; with `--strict` there is no warning either |
      | 1 | it could not look: no such process or folder, several servers and no `--pid`, a file that cannot be written |
      | 2 | the command line or the configuration is wrong |
      | 3 | a rule fails, or with `--strict` warns |

      `--emit` does not change it: files are written whatever the verdict.

      ## JSON

      `--json` prints one object. Members that are not known are left out.

      | member | |
      |---|---|
      | `fits` | whether no rule fails |
      | `target` | what `--for` asked |
      | `connections.holds`, `.first`, `.next` | how many connections the machine holds, by which limit, and the limit after that |
      | `limits[]` | `limit`, `holds` (absent without a bound), `known`, `how` it was reckoned; the first is hit first |
      | `findings[]` | `rule`, `level` (`fail`, `warn`, `note`, `unknown`, `ok`), `found`, `expected`, `change`, `why`, `source`; the worst first |
      | `machine` | `kernel`, `processors`, `memory-bytes`, `place` (`service`, `container`, `pod`, `shell`), `unit`, whether a `server` runs, its `process`, `open-files` and `resident-bytes`; `heap-max-bytes` |
      | `cost` | bytes of one connection that were reckoned with, and where they were measured |

      Texts are for people and may change; names and levels do not.

      ## Limits

      The metric `freshet_connections_capacity` has the same numbers under the same names.

      | limit | what it is |
      |---|---|
      """;

  private static final String RULES =
      """

      ## Rules

      Those marked are asked when a server starts, too ([`doctor.at-start`](settings.md)). Sources in
      `.rst` are the kernel's documentation, those with a number manual pages.

      | rule | at start | why | source |
      |---|---|---|---|
      """;

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
