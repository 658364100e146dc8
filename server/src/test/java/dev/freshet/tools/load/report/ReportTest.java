package dev.freshet.tools.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Map<String, Object> report() {
    return new TreeMap<>(
        Map.of(
            "command",
            "storm",
            "target",
            Map.of("url", "http://127.0.0.1:1", "dialect", "<raw>"),
            "verdict",
            Map.of("limit", "server", "text", "the server was the limit"),
            "connect",
            Map.of("handshake-ms", Map.of("p50", 1.0, "p99", 2.5)),
            "storms",
            List.of(
                Map.of("number", 1, "seconds-to-99", 1.25, "handshake-ms", Map.of("p99", 30.0))),
            "timeline",
            List.of(
                Map.of("seconds", 0.0, "phase", "connect", "connections", 0),
                Map.of("seconds", 1.0, "phase", "storm 1", "connections", 10),
                Map.of("seconds", 2.0, "phase", "after", "connections", 12345))));
  }

  @Test
  void aPageNeedsNothingElse() throws Exception {
    String page = HtmlReport.page(report());
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("The server was the limit")
        .contains("&lt;raw&gt;")
        .doesNotContain("<raw>")
        .doesNotContain("<script")
        .doesNotContain("src=")
        .doesNotContain("url(")
        .contains("class=\"band\"")
        .contains("prefers-color-scheme: dark");
    assertThat(page.split("<svg", -1)).hasSize(3);
  }

  @Test
  void textHasTheFiguresButNotTheTimeline() {
    List<String> lines = TextReport.lines(report());
    assertThat(lines)
        .anyMatch(line -> line.matches(" *handshake-ms +p50 1, p99 2\\.5|.*p99 2\\.5.*"))
        .anyMatch(line -> line.startsWith("verdict ") && line.endsWith("the server was the limit"))
        .noneMatch(line -> line.contains("timeline"));
  }
}
