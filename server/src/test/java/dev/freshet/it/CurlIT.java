package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code curl}, as people paste it. */
class CurlIT {
  @TempDir private Path folder;
  private String curl;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    curl = Tools.need("curl");
    node = Node.development("limits.message-bytes=1MiB", "http.body-max=2MiB");
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  private List<String> command(String path, String... options) {
    var command = Tools.command(curl, "-sS", "--max-time", "20");
    command.addAll(List.of(options));
    command.add(node.http(path).toString());
    return command;
  }

  private String curl(String path, String... options) throws Exception {
    var ended = Tools.run(command(path, options));
    assertThat(ended.status()).as(ended.out()).isZero();
    return ended.out();
  }

  @Test
  void oneCurlHearsWhatAnotherPublishes() throws Exception {
    Process hears =
        new ProcessBuilder(command("/channels/chat", "-N", "-H", "Accept: text/event-stream"))
            .start();
    try (BufferedReader lines = hears.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("retry: 2000");
      assertThat(nextData(lines, "id: ")).endsWith(":0");
      curl("/channels/chat", "-d", "hi");
      assertThat(nextData(lines, "id: ")).endsWith(":1");
      assertThat(lines.readLine()).isEqualTo("data: hi");
    } finally {
      hears.destroy();
    }
  }

  private static String nextData(BufferedReader lines, String start) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(start)) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void aPublicationIsAnsweredWithItsPlace() throws Exception {
    Parsed first = Parsed.json(curl("/channels/chat", "-d", "one"));
    assertThat(first.number("offset")).isEqualTo(1);
    assertThat(first.flag("duplicate")).isFalse();
    Parsed read = Parsed.json(curl("/channels/chat", "-H", "Accept: application/json"));
    assertThat(read.position()).isEqualTo(first.position());
    assertThat(read.objects("publications"))
        .extracting(each -> each.text("data"))
        .containsExactly("one");
  }

  @Test
  void theSameKeyIsPublishedOnce() throws Exception {
    String key = "Idempotency-Key: order-7";
    Parsed first = Parsed.json(curl("/channels/chat", "-d", "one", "-H", key));
    Parsed again = Parsed.json(curl("/channels/chat", "-d", "one", "-H", key));
    assertThat(again.position()).isEqualTo(first.position());
    assertThat(again.flag("duplicate")).isTrue();
  }

  @Test
  void aBatchHasAResultForEach() throws Exception {
    String batch =
        """
        [{"channel":"a","data":"1"},{"channel":"no good","data":"2"},{"channel":"b","data":{"n":3}}]
        """;
    String answer = curl("/channels", "--json", batch.strip());
    List<?> results = (List<?>) Parsed.any(answer);
    assertThat(results).hasSize(3);
    assertThat(results.get(0).toString()).contains("offset=1");
    assertThat(results.get(1).toString()).contains("code=bad-channel");
    assertThat(curl("/channels/b")).contains("{\\\"n\\\":3}");
  }

  @Test
  void aBigBodyIsSentAfterContinue() throws Exception {
    Path body = Files.writeString(folder.resolve("body"), "é".repeat(500_000));
    String answer =
        curl(
            "/channels/chat",
            "-v",
            "-H",
            "Expect: 100-continue",
            "--expect100-timeout",
            "15",
            "--data-binary",
            "@" + body);
    assertThat(answer).contains("HTTP/1.1 100 Continue").contains("HTTP/1.1 200 OK");
    assertThat(
            Parsed.json(node.get("/channels/chat").body())
                .objects("publications")
                .getFirst()
                .text("data"))
        .hasSize(500_000);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    Path body = Files.write(folder.resolve("body"), new byte[3 * 1024 * 1024]);
    var ended =
        Tools.run(
            command(
                "/channels/chat",
                "-i",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "15",
                "--data-binary",
                "@" + body));
    assertThat(ended.out()).contains("HTTP/1.1 413").contains("body-too-large");
    assertThat(ended.out()).doesNotContain("100 Continue");
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    var command = command("/channels/chat", "-v", "-d", "one");
    command.addAll(List.of(node.http("/channels/chat").toString(), "-d", "two"));
    command.add(node.http("/channels/other%20name%2a").toString());
    command.add(node.http("/channels/chat").toString());
    var ended = Tools.run(command);
    assertThat(ended.out()).contains("bad-channel").contains("\"offset\":3");
    assertThat(ended.out().split("Re-using existing", -1)).hasSize(4);
  }

  @Test
  void headHasTheHeaderAlone() throws Exception {
    String head = curl("/health", "-I");
    assertThat(head).contains("HTTP/1.1 200 OK");
    assertThat(head.toLowerCase(Locale.ROOT)).contains("content-length: 18");
    assertThat(head).endsWith("\r\n\r\n");
  }

  @Test
  void aPreflightIsAnswered() throws Exception {
    String answer =
        curl(
            "/channels/chat",
            "-i",
            "-X",
            "OPTIONS",
            "-H",
            "Origin: http://localhost:3000",
            "-H",
            "Access-Control-Request-Method: POST");
    List<String> lines =
        new ArrayList<>(answer.lines().map(line -> line.toLowerCase(Locale.ROOT)).toList());
    assertThat(lines.getFirst()).startsWith("http/1.1 204");
    assertThat(lines).contains("access-control-allow-origin: http://localhost:3000");
    assertThat(lines)
        .anyMatch(l -> l.startsWith("access-control-allow-methods:") && l.contains("post"));
    assertThat(lines).contains("access-control-max-age: 600");
  }

  @Test
  void aForeignOriginOrHostIsRefusedInDevelopment() throws Exception {
    assertThat(curl("/channels/chat", "-d", "x", "-H", "Origin: https://evil.example"))
        .contains("origin-refused");
    assertThat(curl("/channels/chat", "-d", "x", "-H", "Host: evil.example"))
        .contains("origin-refused");
    assertThat(Parsed.json(node.get("/channels/chat").body()).objects("publications")).isEmpty();
  }

  @Test
  void aMethodThatIsNotTakenIsToldWithThoseThatAre() throws Exception {
    assertThat(curl("/channels/chat", "-i", "-X", "DELETE"))
        .contains("HTTP/1.1 405")
        .containsIgnoringCase("allow: ")
        .contains("method-not-allowed");
  }

  @Test
  void anOfferOfHttp2IsOverlooked() throws Exception {
    assertThat(curl("/health", "-i", "--http2")).startsWith("HTTP/1.1 200 OK");
  }
}
