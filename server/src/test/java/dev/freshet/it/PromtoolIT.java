package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alert rules and the dashboard's queries, as Prometheus' own tool judges them. */
class PromtoolIT {
  private static String promtool;

  @BeforeAll
  static void find() {
    promtool = Tools.need("promtool");
  }

  private static void judge(String... words) throws IOException, InterruptedException {
    var ended = Tools.run(Tools.command(promtool, words));
    assertThat(ended.status()).as(ended.out()).isZero();
  }

  @Test
  void theRulesAreRules() throws Exception {
    judge("check", "rules", "--lint=all", "--lint-fatal", MonitoringFiles.RULES.toString());
  }

  @Test
  void everyRuleFiresForItsFaultAndForNothingElse() throws Exception {
    judge("test", "rules", MonitoringFiles.RULE_TESTS.toString());
  }

  @Test
  void theDashboardsQueriesAreQueries() throws Exception {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    List<String> queries = MonitoringFiles.dashboard();
    for (int i = 0; i < queries.size(); i++) {
      rules.append("      - record: query:%d\n        expr: >-\n          ".formatted(i));
      rules.append(queries.get(i)).append('\n');
    }
    Path file = Tools.target("prometheus").resolve("dashboard.yml");
    Files.writeString(file, rules);
    judge("check", "rules", file.toString());
  }

  @Test
  void aRuleThatIsWrongIsFoundWrong() throws Exception {
    Path file = Tools.target("prometheus").resolve("wrong.yml");
    Files.writeString(
        file,
        """
        groups:
          - name: wrong
            rules:
              - alert: Wrong
                expr: rate(freshet_deliveries_total)
        """);
    assertThat(Tools.run(List.of(promtool, "check", "rules", file.toString())).status())
        .isNotZero();
  }
}
