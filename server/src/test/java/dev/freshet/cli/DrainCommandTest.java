package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.status;
import static dev.freshet.cli.Run.at;
import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainCommandTest {
  private static final String PLAN = "12,000 connections, 2,000 per second, 6 seconds";

  private static FakeServer.Answer plan(int status, String doubts) {
    return status(
        status,
        "",
        "{\"node\":\"x1\",\"name\":\"web-1\",\"connections\":12000,\"per-second\":2000,\"seconds\":6,"
            + "\"plan\":\"%s\",\"doubts\":[%s]}".formatted(PLAN, doubts));
  }

  private static FakeServer.Answer node(String state, int connections) {
    return status(
        200,
        "",
        ("{\"nodes\":[{\"id\":\"x0\",\"name\":\"web-0\",\"state\":\"ready\",\"connections\":5},"
                + "{\"id\":\"x1\",\"name\":\"web-1\",\"state\":\"%s\",\"connections\":%d}]}")
            .formatted(state, connections));
  }

  @Test
  void thePlanIsPrintedBeforeItStartsAndTheProgressUntilTheNodeIsEmpty() throws IOException {
    try (var server =
        new FakeServer(
            plan(200, ""),
            plan(202, ""),
            node("ready", 12_000),
            node("draining", 9_800),
            problem(503, "broker-unavailable", ""),
            node("draining", 1),
            node("draining", 0))) {
      Run run = freshet(at(server, "drain", "web-1", "--within", "5m"));
      assertThat(run.code()).isZero();
      assertThat(run.lines()).containsExactly("web-1: " + PLAN, "web-1 is empty");
      assertThat(run.err())
          .contains("web-1: 9,800 connections left")
          .contains("broker-unavailable")
          .contains("web-1: 1 connection left");
      assertThat(server.requests().get(0).body())
          .isEqualTo("{\"within\":300,\"force\":false,\"node\":\"web-1\",\"dry-run\":true}");
      assertThat(server.requests().get(1).method()).isEqualTo("POST");
      assertThat(server.requests().get(1).path()).isEqualTo("/drain");
      // By its id: behind a load balancer another node may answer.
      assertThat(server.requests().get(1).body())
          .isEqualTo("{\"within\":300,\"force\":false,\"node\":\"x1\"}");
      assertThat(run.pauses()).hasSize(5);
    }
  }

  @Test
  void aPlanAloneStartsNothing() throws IOException {
    try (var server = new FakeServer(plan(200, ""))) {
      Run run = freshet(at(server, "drain", "--dry-run"));
      assertThat(run.code()).isZero();
      assertThat(run.lines()).containsExactly("web-1: " + PLAN);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body())
          .isEqualTo("{\"force\":false,\"dry-run\":true}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "drain --dry-run"})
  void whatIsNotSafeIsRefusedWithItsReasons(String line) throws IOException {
    try (var server = new FakeServer(plan(200, "\"no other node is ready\""))) {
      Run run = freshet(at(server, line.split(" ", -1)));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.lines()).containsExactly("web-1: " + PLAN);
      assertThat(run.err())
          .contains("not safe: no other node is ready")
          .contains("refused; --force does it all the same");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void forcedItIsDoneThoughNotSafe() throws IOException {
    String doubt = "\"no other node is ready\"";
    try (var server = new FakeServer(plan(200, doubt), plan(202, doubt), node("draining", 0))) {
      Run run = freshet(at(server, "drain", "--force"));
      assertThat(run.code()).isZero();
      assertThat(run.err()).contains("not safe: no other node is ready");
      assertThat(server.requests().get(1).body()).isEqualTo("{\"force\":true,\"node\":\"x1\"}");
    }
  }

  @Test
  void undoingItHasTheNodeTakeConnectionsAgain() throws IOException {
    try (var server = new FakeServer(status(202, "", "{\"node\":\"x1\",\"name\":\"web-1\"}"))) {
      Run run = freshet(at(server, "drain", "web-1", "--undo"));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo("web-1 takes connections again\n");
      assertThat(server.requests().getFirst().path()).isEqualTo("/resume");
      assertThat(server.requests().getFirst().body()).isEqualTo("{\"node\":\"web-1\"}");
    }
  }

  @Test
  void aNodeThatIsGoneOrTakenBackByOthersIsNotWaitedFor() throws IOException {
    try (var server =
        new FakeServer(plan(200, ""), plan(202, ""), status(200, "", "{\"nodes\":[]}"))) {
      Run run = freshet(at(server, "drain"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("web-1 is gone");
    }
    try (var server =
        new FakeServer(plan(200, ""), plan(202, ""), node("draining", 5), node("ready", 5))) {
      Run run = freshet(at(server, "drain"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("somebody else undid it");
    }
  }

  @Test
  void aNodeThatDoesNotBeginOrCannotBeAskedIsNotWaitedForForever() throws IOException {
    try (var server = new FakeServer(plan(200, ""), plan(202, ""), node("ready", 5))) {
      Run run = freshet(at(server, "drain"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("web-1 does not begin");
      assertThat(run.pauses()).hasSize(30);
    }
    try (var server =
        new FakeServer(
            plan(200, ""), plan(202, ""), node("draining", 5), problem(503, "stopping", ""))) {
      Run run = freshet(at(server, "drain"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("web-1 cannot be asked any more");
    }
  }

  @Test
  void aRefusalAndAFaultOfTheCommandLineAreTold() throws IOException {
    try (var server = new FakeServer(problem(409, "unsafe", ""))) {
      Run run = freshet(at(server, "drain"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("(unsafe, 409)");
    }
    for (String wrong : new String[] {"5", "0s", "2d", "soon"}) {
      Run run = freshet("drain", "--within", wrong);
      assertThat(run.code()).as(wrong).isEqualTo(2);
      assertThat(run.err())
          .contains("--within: " + wrong + " (expected: a duration from 1s to 24h");
    }
    assertThat(Arrays.asList(freshet("drain", "--admin-secret", "a b").err().split("\n", -1)))
        .noneMatch(line -> line.contains("a b"));
  }

  @Test
  void aRebalanceTellsWhatEachNodeSendsAway() throws IOException {
    String plan =
        "{\"connections\":5000,\"per-second\":900,\"seconds\":6,\"plan\":\"5,000 connections\","
            + "\"doubts\":[],\"moves\":[{\"node\":\"x1\",\"name\":\"web-1\",\"connections\":4000,"
            + "\"per-second\":720},{\"node\":\"x2\",\"name\":\"web-2\",\"connections\":1000,"
            + "\"per-second\":180}]}";
    try (var server = new FakeServer(status(200, "", plan), status(202, "", plan))) {
      Run run = freshet(at(server, "rebalance"));
      assertThat(run.code()).isZero();
      assertThat(run.lines())
          .containsExactly(
              "5,000 connections",
              "web-1: 4,000 away, 720 per second",
              "web-2: 1,000 away, 180 per second");
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(1).body()).isEqualTo("{\"force\":false}");
    }
    try (var server = new FakeServer(status(200, "", plan))) {
      assertThat(freshet(at(server, "rebalance", "--dry-run")).code()).isZero();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRebalanceThatHasNothingToDoOrIsNotSafeIsNotStarted() throws IOException {
    try (var server =
        new FakeServer(status(200, "", "{\"plan\":\"\",\"doubts\":[],\"moves\":[]}"))) {
      Run run = freshet(at(server, "rebalance"));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo("every node has its share\n");
      assertThat(server.requests()).hasSize(1);
    }
    try (var server =
        new FakeServer(status(200, "", "{\"doubts\":[\"no two nodes are ready\"],\"moves\":[]}"))) {
      Run run = freshet(at(server, "rebalance"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("not safe: no two nodes are ready").contains("refused");
      assertThat(run.out()).isEmpty();
    }
  }
}
