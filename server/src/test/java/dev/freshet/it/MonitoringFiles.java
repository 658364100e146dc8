package dev.freshet.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code deploy/prometheus} and {@code deploy/grafana} have for those who watch a node. */
final class MonitoringFiles {
  static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus");
  static final Path RULES = PROMETHEUS.resolve("freshet.rules.yml");
  static final Path RULE_TESTS = PROMETHEUS.resolve("freshet.rules.test.yml");
  static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "freshet.json");

  /**
   * An alert of the rules.
   *
   * @param runbook a page of this repository, perhaps with the anchor of a heading
   */
  record Alert(String name, String expression, String severity, String runbook) {}

  private MonitoringFiles() {}

  static List<Alert> alerts() throws IOException {
    var found = new ArrayList<Alert>();
    for (Map<?, ?> group : maps(map(yaml(RULES)).get("groups"))) {
      for (Map<?, ?> rule : maps(group.get("rules"))) {
        found.add(
            new Alert(
                text(rule.get("alert")),
                text(rule.get("expr")),
                text(map(rule.get("labels")).get("severity")),
                text(map(rule.get("annotations")).get("runbook"))));
      }
    }
    return found;
  }

  /** The names of the rules' tests. */
  static List<String> ruleTests() throws IOException {
    return maps(map(yaml(RULE_TESTS)).get("tests")).stream()
        .map(test -> text(test.get("name")))
        .toList();
  }

  /** All that the dashboard asks Prometheus, with its variables filled in. */
  static List<String> dashboard() throws IOException {
    var board = Parsed.json(Files.readString(DASHBOARD));
    var found = new ArrayList<String>();
    for (Parsed panel : board.objects("panels")) {
      if (panel.has("targets")) {
        panel.objects("targets").forEach(target -> found.add(filled(target.text("expr"))));
      }
    }
    board
        .object("annotations")
        .objects("list")
        .forEach(each -> found.add(filled(each.text("expr"))));
    return found;
  }

  private static String filled(String expression) {
    return expression
        .replace("$__rate_interval", "1m")
        .replace("$job", "freshet")
        .replace("$instance", ".*");
  }

  private static Object yaml(Path file) throws IOException {
    return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static List<Map<?, ?>> maps(Object value) {
    var found = new ArrayList<Map<?, ?>>();
    ((List<?>) value).forEach(each -> found.add(map(each)));
    return found;
  }

  private static String text(Object value) {
    return (String) value;
  }
}
