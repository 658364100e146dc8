package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.webSocket;
import static dev.freshet.cli.FakeServer.webSocketUntil;
import static dev.freshet.cli.Run.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SubscribeWebSocketTest {

  private static Run freshet(FakeServer server, String... args) {
    String[] line = at(server, args);
    String[] all = Arrays.copyOf(line, line.length + 4);
    all[line.length] = "--transport";
    all[line.length + 1] = "websocket";
    // The JDK's WebSocket does not always tell of a cut; then the silence does, and soon.
    all[line.length + 2] = "--silence";
    all[line.length + 3] = "1";
    return Run.freshet(all);
  }

  private static String message(String channel, long offset) {
    return "{\"channel\":\"%s\",\"data\":\"%s%d\",\"epoch\":\"e\",\"offset\":%d,\"time\":0}"
        .formatted(channel, channel, offset, offset);
  }

  private static String subscribed(String channel, long offset, boolean resumed) {
    return "{\"signal\":\"subscribed\",\"channel\":\"%s\",\"epoch\":\"e\",\"offset\":%d,\"resumed\":%b}"
        .formatted(channel, offset, resumed);
  }

  private static String line(String channel, long offset) {
    return "1970-01-01T00:00:00Z\t" + channel + "\t-\t" + channel + offset;
  }

  @Test
  void aCutConnectionIsTakenUpWithoutLossOrDuplicate() throws IOException {
    try (var server =
        new FakeServer(
            webSocket(0, subscribed("a", 4, false), message("a", 5)),
            webSocket(1001, subscribed("a", 9, true)),
            webSocket(0, subscribed("a", 5, true), message("a", 5), message("a", 6)))) {
      Run run = freshet(server, "subscribe", "a", "--limit", "2", "--secret", "s");
      assertThat(run.code()).isZero();
      assertThat(run.lines()).containsExactly(line("a", 5), line("a", 6));
      assertThat(run.err()).contains("closed with 1001").contains("resuming after e:5");
      assertThat(server.requests().stream().map(r -> r.query("since").toString()))
          .containsExactly("[]", "[e:5]", "[e:5]");
      assertThat(server.requests().getFirst().query("format")).containsExactly("json");
      assertThat(server.requests().getFirst().header("Authorization")).isEqualTo("Bearer s");
      assertThat(server.requests().getFirst().path()).isEqualTo("/channels/a");
    }
  }

  @Test
  void severalChannelsResumeWithTheirPositionsInOrder() throws IOException {
    try (var server =
        new FakeServer(
            webSocket(0, subscribed("b", 2, false), subscribed("a", 0, false), message("a", 1)),
            webSocket(0, message("b", 3)))) {
      Run run = freshet(server, "subscribe", "b", "a", "--limit", "2");
      assertThat(run.lines()).containsExactly(line("a", 1), line("b", 3));
      assertThat(server.requests().getFirst().query("channel")).containsExactly("b", "a");
      assertThat(server.requests().get(1).query("since")).containsExactly("e:2,e:1");
    }
  }

  @Test
  void aResetIsToldAndResumedFrom() throws IOException {
    String reset = "{\"signal\":\"reset\",\"channel\":\"a\",\"epoch\":\"e\",\"offset\":7}";
    try (var server = new FakeServer(webSocket(0, reset), webSocket(0, message("a", 8)))) {
      Run run = freshet(server, "subscribe", "a", "--since", "old:1", "--limit", "1");
      assertThat(run.lines()).containsExactly(line("a", 8));
      assertThat(run.err()).contains("the past of a is gone; what follows is after e:7");
      assertThat(server.requests().stream().flatMap(r -> r.query("since").stream()))
          .containsExactly("old:1", "e:7");
    }
  }

  @Test
  void aChannelWithoutHistoryDoesNotKeepTheOthersFromResuming() throws IOException {
    String bare = "{\"signal\":\"subscribed\",\"channel\":\"b\",\"resumed\":false}";
    String gone = "{\"signal\":\"reset\",\"channel\":\"c\"}";
    try (var server =
        new FakeServer(
            webSocket(0, bare, gone, subscribed("a", 3, false)), webSocket(0, message("a", 4)))) {
      Run run = freshet(server, "subscribe", "a", "b", "c", "--since=-:0,-:0,e:9", "--limit", "1");
      assertThat(run.lines()).containsExactly(line("a", 4));
      assertThat(run.err()).contains("the past of c is gone: the channel keeps no history");
      assertThat(server.requests().stream().flatMap(r -> r.query("since").stream()))
          .containsExactly("-:0,-:0,e:9", "e:3,-:0,-:0");
    }
  }

  @Test
  void theEarliestIsAskedForUntilSomethingIsHeard() throws IOException {
    try (var server =
        new FakeServer(
            webSocket(0, subscribed("a", 9, true)),
            webSocket(0, message("a", 1)),
            webSocket(0, message("b", 1)))) {
      Run run = freshet(server, "subscribe", "a", "b", "--since=earliest", "--limit", "2");
      assertThat(run.lines()).containsExactly(line("a", 1), line("b", 1));
      assertThat(server.requests().stream().flatMap(r -> r.query("since").stream()))
          .containsExactly("earliest", "earliest", "e:1,earliest");
    }
  }

  @Test
  void aPositionThatIsGoneIsNotAskedForAgain() throws IOException {
    try (var server = new FakeServer(webSocket(4004), webSocket(0, message("a", 1)))) {
      Run run = freshet(server, "subscribe", "a", "--since", "old:1", "--limit", "1");
      assertThat(run.code()).isZero();
      assertThat(server.requests().get(1).query("since")).isEmpty();
    }
  }

  @Test
  void aServerThatAnswersNoPingIsLeft() throws IOException {
    var end = new CountDownLatch(1);
    try (var server = new FakeServer(webSocketUntil(end), webSocket(1000, message("a", 1)))) {
      Run run = freshet(server, "subscribe", "a", "--limit", "1");
      assertThat(run.lines()).containsExactly(line("a", 1));
      assertThat(run.err()).contains("no answer to a ping");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aRefusedHandshakeIsToldInTheServersWords() throws IOException {
    try (var server = new FakeServer(problem(403, "forbidden", ""))) {
      Run run = freshet(server, "subscribe", "a");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("A title: a detail (forbidden, 403)");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aBusyServerIsAskedAgainAndAForbiddenClientGivesUp() throws IOException {
    String failed = "{\"signal\":\"failed\",\"code\":\"forbidden\",\"detail\":\"no\"}";
    try (var server =
        new FakeServer(problem(503, "stopping", "Retry-After: 1\r\n"), webSocket(1008, failed))) {
      Run run = freshet(server, "subscribe", "a");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.pauses()).hasSize(1);
      assertThat(run.err()).contains("stopping, 503").contains("failed forbidden: no");
      assertThat(run.err()).contains("closed with 1008");
    }
  }
}
