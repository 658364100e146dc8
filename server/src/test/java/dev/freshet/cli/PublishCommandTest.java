package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.cut;
import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.status;
import static dev.freshet.cli.Run.at;
import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishCommandTest {
  private static final FakeServer.Answer TAKEN =
      status(200, "", "{\"epoch\":\"abc\",\"offset\":5,\"duplicate\":false}");

  @Test
  void whatIsPublishedAndHowItIsToldStandInTheRequest() throws IOException {
    try (var server = new FakeServer(TAKEN)) {
      String[] line = {
        "publish",
        "a/b",
        "grüße",
        "--event",
        "said ü",
        "--idempotency-key",
        "k",
        "--ttl",
        "60",
        "--conflation-key",
        "ACME",
        "--content-type",
        "application/json",
        "--app",
        "key"
      };
      Run run = freshet(at(server, line));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo("abc:5\n");
      assertThat(run.err()).isEmpty();
      FakeServer.Request request = server.requests().getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/channels/a%2Fb");
      assertThat(request.query("event")).containsExactly("said ü");
      assertThat(request.query("idempotency-key")).containsExactly("k");
      assertThat(request.query("ttl")).containsExactly("60");
      assertThat(request.query("conflation-key")).containsExactly("ACME");
      assertThat(request.query("app")).containsExactly("key");
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(request.header("Authorization")).isEmpty();
      assertThat(request.body().getBytes(StandardCharsets.ISO_8859_1))
          .isEqualTo("grüße".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void theMessageMayComeFromStandardInputOrAFile(@TempDir Path folder) throws IOException {
    try (var server = new FakeServer(TAKEN)) {
      byte[] bytes = {(byte) 0xff, 0, 1};
      Path file = Files.write(folder.resolve("body"), bytes);
      assertThat(new Run().in("typed").with(at(server, "publish", "c", "-")).code()).isZero();
      assertThat(freshet(at(server, "publish", "c", "--file", file.toString())).code()).isZero();
      assertThat(server.requests().get(0).body()).isEqualTo("typed");
      assertThat(server.requests().get(0).header("Content-Type"))
          .isEqualTo("text/plain; charset=utf-8");
      assertThat(server.requests().get(1).body().getBytes(StandardCharsets.ISO_8859_1))
          .isEqualTo(bytes);
      assertThat(server.requests().get(1).header("Content-Type"))
          .isEqualTo("application/octet-stream");
    }
  }

  @Test
  void aChannelWithoutHistoryGivesNoPosition() throws IOException {
    try (var server = new FakeServer(status(200, "", "{\"duplicate\":true}"))) {
      assertThat(freshet(at(server, "publish", "c", "x")).out())
          .isEqualTo(
              "published (the channel keeps no history) (a duplicate, not delivered again)\n");
      assertThat(freshet(at(server, "publish", "c", "x", "--format", "json")).out())
          .isEqualTo("{\"channel\":\"c\",\"duplicate\":true}\n");
    }
  }

  @Test
  void jsonTellsEpochAndOffset() throws IOException {
    try (var server = new FakeServer(TAKEN)) {
      assertThat(freshet(at(server, "publish", "c", "x", "--format", "json")).out())
          .isEqualTo("{\"channel\":\"c\",\"epoch\":\"abc\",\"offset\":5,\"duplicate\":false}\n");
    }
  }

  @Test
  void aBusyServerIsAskedAgainAfterTheTimeItWantsWithTheSameKey() throws IOException {
    try (var server =
        new FakeServer(problem(503, "overloaded", "Retry-After: 2\r\n"), cut(), TAKEN)) {
      Run run = freshet(at(server, "publish", "c", "x"));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo("abc:5\n");
      assertThat(run.err()).contains("overloaded, 503").contains("trying again in");
      assertThat(run.pauses()).hasSize(2);
      assertThat(run.pauses().getFirst()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500));
      List<String> keys =
          server.requests().stream().flatMap(r -> r.query("idempotency-key").stream()).toList();
      assertThat(keys).hasSize(3).doesNotContain("");
      assertThat(keys.stream().distinct()).hasSize(1);
    }
  }

  @Test
  void retriesEnd() throws IOException {
    try (var server = new FakeServer(problem(503, "overloaded", ""))) {
      Run run = freshet(at(server, "publish", "c", "x", "--retries", "2"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void withoutRetriesNoKeyIsMadeUpAndOneFailureIsTheEnd() throws IOException {
    try (var server = new FakeServer(problem(503, "overloaded", "Retry-After: 1\r\n"))) {
      Run run = freshet(at(server, "publish", "c", "x", "--retries", "0"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo("freshet: A title: a detail (overloaded, 503)\n".replace("\n", nl()));
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().query("idempotency-key")).isEmpty();
    }
  }

  private static String nl() {
    return System.lineSeparator();
  }

  @Test
  void aRefusalIsFinalAndTheSecretIsNotShown() throws IOException {
    try (var server = new FakeServer(problem(401, "token-invalid", ""))) {
      Run run = new Run().env("FRESHET_SECRET", "hush-hush").with(at(server, "publish", "c", "x"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("token-invalid").doesNotContain("hush");
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().header("Authorization"))
          .isEqualTo("Bearer hush-hush");
    }
  }

  @Test
  void anOptionComesBeforeAVariableAndATokenBeforeTheSecret() throws IOException {
    try (var server = new FakeServer(TAKEN)) {
      Run run =
          new Run()
              .env("FRESHET_URL", "http://127.0.0.1:1")
              .env("FRESHET_TOKEN", "t-env")
              .env("FRESHET_SECRET", "s-env");
      String[] line = at(server, "publish", "c", "x", "--secret", "s");
      assertThat(run.with(line).code()).isZero();
      line = at(server, "publish", "c", "x", "--secret", "s", "--token", "t");
      assertThat(run.with(line).code()).isZero();
      assertThat(run.with(at(server, "publish", "c", "x")).code()).isZero();
      assertThat(server.requests().stream().map(r -> r.header("Authorization")))
          .containsExactly("Bearer s", "Bearer t", "Bearer t-env");
    }
  }

  @Test
  void aServerThatIsNotThereIsSaidSo() throws IOException {
    String url;
    try (var server = new FakeServer(TAKEN)) {
      url = server.url();
    }
    Run run = freshet("publish", "c", "x", "--url", url, "--retries", "1");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(url + ": connection refused");
  }

  @Test
  void manyArePublishedAtTheRateWithAKeyEach() throws IOException {
    try (var server = new FakeServer(TAKEN)) {
      String[] line = {"publish", "c", "x", "--count", "20", "--rate", "1", "--format", "json"};
      Run run = freshet(at(server, line));
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("\"published\":20").contains("\"per_second\":");
      assertThat(run.pauses()).hasSize(19);
      assertThat(run.pauses().getLast()).isGreaterThan(Duration.ofSeconds(10));
      assertThat(server.requests().stream().flatMap(r -> r.query("idempotency-key").stream()))
          .hasSize(20)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--count=0,--count",
    "--count=1000001,--count",
    "--rate=-1,--rate",
    "--retries=101,--retries",
    "--ttl=0,--ttl",
    "--event=,--event",
    "--file=x,BODY",
    "--url=nowhere,url",
    "--count=many,--count"
  })
  void aWrongOptionIsAUsageFault(String option, String name) {
    Run run = freshet("publish", "c", "x", option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(name).contains("freshet publish --help");
  }
}
