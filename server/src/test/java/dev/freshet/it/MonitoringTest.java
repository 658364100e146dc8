package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts and dashboard ask only for what a node tells, and lead to pages that there are. */
class MonitoringTest {
  private static final Path GUIDE = Path.of("..", "docs", "guides", "monitoring.md");

  static List<MonitoringFiles.Alert> alerts() throws IOException {
    return MonitoringFiles.alerts();
  }

  static List<String> expressions() throws IOException {
    return Stream.concat(
            alerts().stream().map(MonitoringFiles.Alert::expression),
            MonitoringFiles.dashboard().stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void anExpressionAsksForMetricsAndLabelsOfTheTable(String expression) {
    PromExpression read = PromExpression.of(expression);
    assertThat(read.series()).isNotEmpty();
    assertThat(read.unknownSeries()).as("series").isEmpty();
    assertThat(read.unknownLabels()).as("labels").isEmpty();
  }

  @Test
  void aNameThatNoMetricHasIsSeen() {
    var read =
        PromExpression.of("sum by (job, shade) (rate(freshet_nothing_total{app=\"1\"}[5m])) > 0.1");
    assertThat(read.unknownSeries()).containsExactly("freshet_nothing_total");
    assertThat(read.unknownLabels()).containsExactly("app", "shade");
    assertThat(PromExpression.of("freshet_loop_lag_seconds").unknownSeries())
        .as("a histogram has no series of its own name")
        .hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertLeadsToAPage(MonitoringFiles.Alert alert) throws IOException {
    assertThat(alert.severity()).isIn("warning", "critical");
    assertThat(alert.runbook()).startsWith("docs/operations/");
    String[] parts = alert.runbook().split("#", 2);
    String page = Files.readString(Path.of("..").resolve(parts[0]));
    if (parts.length == 2) {
      assertThat(page.lines().filter(line -> line.startsWith("#")).map(MonitoringTest::anchor))
          .contains(parts[1]);
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertIsTriedBothWays(MonitoringFiles.Alert alert) throws IOException {
    assertThat(MonitoringFiles.ruleTests())
        .contains(alert.name() + " fires", alert.name() + " stays silent");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void theGuideSaysWhatAnAlertMeans(MonitoringFiles.Alert alert) throws IOException {
    assertThat(Files.readString(GUIDE)).contains("| `" + alert.name() + "` |");
  }

  /** As pages that show Markdown make it: words in small letters, with dashes between them. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }
}
