package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.cut;
import static dev.freshet.cli.FakeServer.event;
import static dev.freshet.cli.FakeServer.events;
import static dev.freshet.cli.FakeServer.eventsUntil;
import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.status;
import static dev.freshet.cli.Run.at;
import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class SubscribeCommandTest {
  private static final String START = "retry: 100\nid: e:0\n\n";

  private static String line(String channel, String data) {
    return "1970-01-01T00:00:00Z\t" + channel + "\t-\t" + data;
  }

  @Test
  void aLineIsPrintedForEachMessageUntilTheLimit() throws IOException {
    String data = "{\"channel\":\"a\",\"event\":\"said\",\"data\":\"x\\ty\\nü\",\"epoch\":\"e\",";
    String stream =
        START
            + "event: said\nid: e:1\ndata: "
            + data
            + "\"offset\":1,\"time\":1500}\n\n"
            + "id: e:2\ndata: {\"channel\":\"a\",\"base64\":\"/wA=\",\"epoch\":\"e\",\"offset\":2,"
            + "\"time\":0}\n\n"
            + event("e:3", "a", 3, "over the limit");
    try (var server = new FakeServer(events(stream))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "2", "--app", "k"));
      assertThat(run.code()).isZero();
      assertThat(run.lines())
          .containsExactly(
              "1970-01-01T00:00:01.500Z\ta\tsaid\tx\\ty\\nü", line("a", "base64:/wA="));
      FakeServer.Request request = server.requests().getFirst();
      assertThat(request.target()).isEqualTo("/channels/a?app=k&format=json");
      assertThat(request.header("Accept")).isEqualTo("text/event-stream");
      Run json = freshet(at(server, "subscribe", "a", "--limit", "2", "--format", "json"));
      assertThat(json.lines())
          .containsExactly(
              data + "\"offset\":1,\"time\":1500}",
              "{\"channel\":\"a\",\"base64\":\"/wA=\",\"epoch\":\"e\",\"offset\":2,\"time\":0}");
    }
  }

  @Test
  void aConnectionCutInTheMiddleOfAnEventIsTakenUpWithoutLossOrDuplicate() throws IOException {
    String whole = event("e:2", "a", 2, "two");
    String half = START + event("e:1", "a", 1, "one") + whole.substring(0, whole.length() - 1);
    String repeated = START + event("e:1", "a", 1, "one") + whole + event("e:3", "a", 3, "three");
    try (var server = new FakeServer(events(half), cut(), events(repeated))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "3"));
      assertThat(run.code()).isZero();
      assertThat(run.lines())
          .containsExactly(line("a", "one"), line("a", "two"), line("a", "three"));
      assertThat(server.requests().stream().map(r -> r.header("Last-Event-ID")))
          .containsExactly("", "e:1", "e:1");
      assertThat(run.err())
          .contains("connected to " + server.url())
          .contains("lost " + server.url())
          .contains("connected again to " + server.url() + ", resuming after e:1");
      // The server asked for a first wait of at most 100 ms; the second may be twice that.
      assertThat(run.pauses()).hasSize(2);
      assertThat(run.pauses().get(0)).isLessThanOrEqualTo(Duration.ofMillis(100));
      assertThat(run.pauses().get(1)).isLessThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void aConnectionCutBeforeThePastCameAsksForThatPastAgain() throws IOException {
    String present = "retry: 100\nid: e:9\n\n";
    try (var server =
        new FakeServer(events(present), events(present + event("e:5", "a", 5, "five")))) {
      Run run = freshet(at(server, "subscribe", "a", "--since", "e:4", "--limit", "1"));
      assertThat(run.lines()).containsExactly(line("a", "five"));
      assertThat(server.requests().stream().flatMap(r -> r.query("since").stream()))
          .containsExactly("e:4", "e:4");
      assertThat(server.requests().get(1).header("Last-Event-ID")).isEmpty();
    }
  }

  @Test
  void aSecondCutBeforeThePastCameAsksForThatPastAgain() throws IOException {
    try (var server =
        new FakeServer(
            events(event("e:1", "a", 1, "one")),
            events("id: e:9\n\n"),
            events(event("e:2", "a", 2, "two")))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "2"));
      assertThat(run.lines()).containsExactly(line("a", "one"), line("a", "two"));
      assertThat(server.requests().stream().map(r -> r.header("Last-Event-ID")))
          .containsExactly("", "e:1", "e:1");
    }
  }

  @Test
  void aQuietChannelIsResumedFromThePresentOfTheFirstConnection() throws IOException {
    try (var server = new FakeServer(events(START), events(START + event("e:1", "a", 1, "one")))) {
      assertThat(freshet(at(server, "subscribe", "a", "--limit", "1")).code()).isZero();
      assertThat(server.requests().get(1).header("Last-Event-ID")).isEqualTo("e:0");
    }
  }

  @Test
  void aPastThatIsGoneIsTold() throws IOException {
    String reset =
        "event: freshet:reset\nid: f:7\ndata: {\"channel\":\"a\",\"epoch\":\"f\",\"offset\":7}\n\n";
    String next = event("f:8", "a", 8, "x").replace("\"e\"", "\"f\"");
    try (var server = new FakeServer(events(reset + next))) {
      String[] line = {"subscribe", "a", "--since", "e:100", "--limit", "1", "--format", "json"};
      Run run = freshet(at(server, line));
      assertThat(run.err()).contains("the past of a is gone; what follows is after f:7");
      assertThat(run.lines())
          .containsExactly(
              "{\"signal\":\"reset\",\"channel\":\"a\",\"epoch\":\"f\",\"offset\":7}",
              "{\"channel\":\"a\",\"data\":\"x\",\"epoch\":\"f\",\"offset\":8,\"time\":0}");
    }
  }

  @Test
  void signalsAreToldAndNoPublisherCanMakeOne() throws IOException {
    String stream =
        "event: freshet:failed\ndata: {\"code\":\"rate-limited\",\"detail\":\"a\\\\b\"}\n\n"
            + "event: freshet:reset\ndata: {\"channel\":\"b\"}\n\n"
            + "event: freshet:reset\n"
            + event("e:1", "a", 1, "spoofed")
            + event("e:2", "a", 2, "x");
    try (var server = new FakeServer(events(stream))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "2"));
      assertThat(run.lines()).containsExactly(line("a", "spoofed"), line("a", "x"));
      assertThat(run.err())
          .contains("failed rate-limited: a\\\\b")
          .contains("the past of b is gone: the channel keeps no history")
          .doesNotContain("past of a");
    }
  }

  @Test
  void severalChannelsShareAConnectionAndEachIsCountedAlone() throws IOException {
    String stream =
        event("e:1,e:0", "a", 1, "a1") + event("e:1,e:1", "b", 1, "b1") + event("x", "a", 1, "dup");
    try (var server = new FakeServer(events(stream), events(event("e:2,e:1", "a", 2, "a2")))) {
      Run run = freshet(at(server, "subscribe", "a", "b", "--limit", "3"));
      assertThat(run.lines()).containsExactly(line("a", "a1"), line("b", "b1"), line("a", "a2"));
      assertThat(server.requests().getFirst().query("channel")).containsExactly("a", "b");
    }
  }

  @Test
  void messagesWithoutHistoryAreNeverTakenForDuplicates() throws IOException {
    String message = "data: {\"channel\":\"a\",\"data\":\"same\",\"time\":0}\n\n";
    try (var server = new FakeServer(events(message + message))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "2"));
      assertThat(run.lines()).containsExactly(line("a", "same"), line("a", "same"));
    }
  }

  @Test
  void aBusyServerIsAskedAgainAfterTheTimeItWants() throws IOException {
    try (var server =
        new FakeServer(
            problem(503, "connection-limit", "Retry-After: 5\r\n"),
            problem(429, "rate-limited", ""),
            status(502, "", "bad gateway"),
            events(event("e:1", "a", 1, "one")))) {
      Run run = freshet(at(server, "subscribe", "a", "--limit", "1"));
      assertThat(run.code()).isZero();
      assertThat(run.pauses()).hasSize(3);
      assertThat(run.pauses().getFirst()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
      assertThat(run.err()).contains("connection-limit, 503").contains("rate-limited, 429");
    }
  }

  @ParameterizedTest
  @CsvSource({"400,bad-position", "401,unauthorized", "403,forbidden", "404,app-unknown"})
  void aRefusalIsFinal(int status, String code) throws IOException {
    try (var server = new FakeServer(problem(status, code, ""))) {
      Run run = freshet(at(server, "subscribe", "a", "--token", "hush"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("A title: a detail (" + code).doesNotContain("hush");
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().header("Authorization")).isEqualTo("Bearer hush");
    }
  }

  @Test
  void aPageThatIsNoStreamAndARedirectionAreFinal() throws IOException {
    try (var page = new FakeServer(status(200, "Content-Type: text/html\r\n", "<html>"));
        var away = new FakeServer(status(302, "Location: http://127.0.0.1:1/\r\n", ""))) {
      assertThat(freshet(at(page, "subscribe", "a")).err()).contains("no event stream");
      assertThat(freshet(at(away, "subscribe", "a")).code()).isEqualTo(1);
    }
  }

  @Test
  void attemptsAreBoundedWhenAsked() throws IOException {
    try (var server = new FakeServer(cut())) {
      Run run = freshet(at(server, "subscribe", "a", "--attempts", "4"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(server.requests()).hasSize(4);
      assertThat(run.pauses()).hasSize(3);
      assertThat(run.err()).contains("gave up after attempt 4");
    }
  }

  @Test
  void aServerThatFallsSilentIsLeft() throws IOException {
    var end = new CountDownLatch(1);
    try (var server =
        new FakeServer(eventsUntil(end, START), events(event("e:1", "a", 1, "one")))) {
      Run run = freshet(at(server, "subscribe", "a", "--silence", "1", "--limit", "1"));
      assertThat(run.code()).isZero();
      assertThat(run.err()).contains("nothing heard for 1 s");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aReaderOfOurOutputThatLeavesEndsTheCommand() throws IOException {
    var closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var end = new CountDownLatch(1);
    try (var server = new FakeServer(eventsUntil(end, event("e:1", "a", 1, "one")))) {
      Run run = new Run().outTo(closed).with(at(server, "subscribe", "a"));
      assertThat(run.code()).isZero();
      assertThat(server.requests()).hasSize(1);
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({"--limit=0", "--attempts=-1", "--silence=0", "--transport=smoke", "--format=xml"})
  void aWrongOptionIsAUsageFault(String option) {
    Run run = freshet("subscribe", "a", option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(option.replaceFirst("=.*", ""));
  }
}
