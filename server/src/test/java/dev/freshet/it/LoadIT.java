package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.Cli;
import dev.freshet.cli.process.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code freshet load} with processes of its own, small, against a server of this process. */
class LoadIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Node node;

  /** A report. */
  private record Told(Object report) {
    /** The number at a path of names and places, such as {@code storms/0/back}. */
    double number(String path) {
      Object at = report;
      for (String step : path.split("/", -1)) {
        at =
            at instanceof List<?> list
                ? list.get(Integer.parseInt(step))
                : ((Map<?, ?>) at).get(step);
        assertThat(at).as(path + " in " + report).isNotNull();
      }
      return ((Number) at).doubleValue();
    }
  }

  @BeforeEach
  void start() throws Exception {
    node = Node.development();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Told load(String... args) {
    return at("http://127.0.0.1:" + node.port(), args);
  }

  private Told at(String url, String... args) {
    var line = new ArrayList<>(List.of("load"));
    line.addAll(List.of(args));
    line.addAll(List.of("--url", url, "--json"));
    if (!args[0].equals("publish")) {
      // Nothing is judged by how long it takes here.
      line.addAll(List.of("--settle", "0.2"));
    }
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    int code =
        Cli.run(
            terminal, new Cli.Work((config, reload) -> 8, () -> 7), line.toArray(String[]::new));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return new Told(Parsed.any(out.toString(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "json", "sse", "pusher", "pusher-private", "pusher-presence"})
  void allAreBackAfterAStormInEveryDialect(String dialect) {
    Told report =
        load(
            "storm",
            "--dialect",
            dialect,
            "--connections",
            "60",
            "--storms",
            "1",
            "--processes",
            "2",
            "--sources",
            "3");
    assertThat(report.number("storms/0/dropped")).isEqualTo(60);
    assertThat(report.number("storms/0/back")).isEqualTo(60);
    assertThat(report.number("storms/0/usable")).isEqualTo(60);
    assertThat(report.number("storms/0/seconds-to-50"))
        .isLessThanOrEqualTo(report.number("storms/0/seconds-to-100"));
    assertThat(report.number("storms/0/handshake-ms/count")).isEqualTo(60);
    assertThat(report.number("connect/processes")).isEqualTo(2);
  }

  @Test
  void aHotChannelIsFeltBeforeDuringAndAfter() {
    Told report =
        load(
            "storm",
            "--connections",
            "40",
            "--storms",
            "1",
            "--drop",
            "50",
            "--how",
            "close",
            "--retry",
            "naive",
            "--naive-pause",
            "0.3",
            "--hot-rate",
            "50",
            "--hot-subscribers",
            "20",
            "--hot-seconds",
            "1",
            "--slow-loris",
            "10",
            "--sample-every",
            "1");
    assertThat(report.number("storms/0/dropped")).isEqualTo(20);
    assertThat(report.number("storms/0/seconds-to-50")).isGreaterThanOrEqualTo(0.3);
    assertThat(report.number("storms/0/hot/before-ms/count")).isPositive();
    assertThat(report.number("storms/0/hot/after-ms/count")).isPositive();
    assertThat(report.number("storms/0/hot/gaps")).isZero();
    assertThat(report.number("hot/refused")).isZero();
  }

  @Test
  void idleConnectionsAreCountedAndTheirCostIsTold(@TempDir Path directory) throws Exception {
    Path page = directory.resolve("idle.html");
    Told report =
        load(
            "idle",
            "--connections",
            "50",
            "--idle-seconds",
            "1",
            "--message-seconds",
            "1",
            "--html",
            page.toString());
    assertThat(report.number("connect/usable")).isEqualTo(50);
    assertThat(report.number("messages/out")).isEqualTo(report.number("messages/expected"));
    assertThat(report.number("target/pid")).isEqualTo((double) ProcessHandle.current().pid());
    assertThat(report.number("cost/files")).isBetween(0.9, 1.2);
    assertThat(report.number("process/threads")).isPositive();
    assertThat(Files.readString(page)).contains("The cost of a connection");
  }

  @Test
  void connectionsWithTlsAreMeasuredAndResumed(@TempDir Path directory) throws Exception {
    var files = new TlsFiles(directory);
    try (var secured =
        Node.development(
            "server.tls.certificate=" + files.chain(), "server.tls.key=" + files.key())) {
      Told report =
          at(
              "https://127.0.0.1:" + secured.port(),
              "storm",
              "--connections",
              "20",
              "--storms",
              "1",
              "--insecure",
              "--tls-resume",
              "--hot-rate",
              "20",
              "--hot-subscribers",
              "5",
              "--hot-seconds",
              "1");
      assertThat(report.number("storms/0/back")).isEqualTo(20);
      assertThat(report.number("hot/refused")).isZero();
    }
  }

  @Test
  void everySubscriberHearsEverythingAtEveryRate() {
    Told report =
        load(
            "fanout",
            "--connections",
            "30",
            "--channels",
            "3",
            "--rates",
            "50,200",
            "--for",
            "1",
            "--warmup",
            "0",
            "--sample-every",
            "1");
    for (String rate : List.of("0", "1")) {
      assertThat(report.number("rates/" + rate + "/delivered-percent")).isEqualTo(100);
      assertThat(report.number("rates/" + rate + "/gaps")).isZero();
      assertThat(report.number("rates/" + rate + "/latency-ms/count"))
          .isEqualTo(report.number("rates/" + rate + "/expected"));
    }
  }

  @Test
  void publicationsAreAnsweredAtARateAndAsFastAsTheyGo() {
    Told report = load("publish", "--rates", "100,0", "--for", "1", "--warmup", "0");
    assertThat(report.number("rates/0/sent")).isEqualTo(100);
    assertThat(report.number("rates/0/refused")).isZero();
    assertThat(report.number("rates/0/answer-ms/count")).isEqualTo(100);
    assertThat(report.number("rates/1/sent")).isPositive();
    assertThat(report.number("rates/1/refused")).isZero();
  }

  @Test
  void subscribersOfAllDialectsComeAndGoWhileOthersHear() {
    Told report =
        load(
            "mixed",
            "--connections",
            "40",
            "--channels",
            "4",
            "--churn",
            "8",
            "--rate",
            "40",
            "--for",
            "2",
            "--sample-every",
            "1");
    assertThat(report.number("churned")).isPositive();
    assertThat(report.number("publications/refused")).isZero();
    for (String kind : List.of("raw", "json", "sse", "pusher")) {
      assertThat(report.number("kinds/" + kind + "/heard")).isPositive();
      assertThat(report.number("kinds/" + kind + "/refused")).isZero();
    }
  }
}
