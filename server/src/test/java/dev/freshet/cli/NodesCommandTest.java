package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.status;
import static dev.freshet.cli.Run.at;
import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodesCommandTest {
  static final String NODES =
      """
      {"nodes":[
        {"id":"x1","name":"web-1","self":true,"version":"0.1.0","commit":"c","started":"2026-01-01T00:00:00Z",
         "state":"ready","connections":12000,"connections-max":17640,"accept-rate":1000,"leave-rate":0,
         "lag-millis":3,"apps":{"chat":12000}},
        {"id":"x2","name":"web-10","self":false,"version":"0.1.0","commit":"c","started":"2026-01-01T00:00:00Z",
         "state":"draining","connections":7,"connections-max":9,"accept-rate":0,"leave-rate":500,
         "lag-millis":120,"apps":{"chat":7}}]}
      """;

  private static FakeServer.Answer nodes() {
    return status(200, "", NODES);
  }

  @Test
  void nodesAreATableWhoseColumnsAlign() throws IOException {
    try (var server = new FakeServer(nodes())) {
      Run run = freshet(at(server, "nodes", "--admin-secret", "s3cret"));
      assertThat(run.code()).isZero();
      assertThat(run.out())
          .isEqualTo(
              """
              NAME    STATE     CONNECTIONS     MAX  ACCEPTS  LEAVES     LAG  VERSION  ID
              web-1   ready          12,000  17,640    1,000       0    3 ms  0.1.0    x1
              web-10  draining            7       9        0     500  120 ms  0.1.0    x2
              """);
      assertThat(run.err()).isEmpty();
      FakeServer.Request request = server.requests().getFirst();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/nodes");
      assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
    }
  }

  @Test
  void asJsonNodesAreWholeOnALine() throws IOException {
    try (var server = new FakeServer(nodes())) {
      Run run =
          new Run()
              .env("FRESHET_ADMIN_SECRET", "hush")
              .env("FRESHET_URL", server.url())
              .with("nodes", "--json");
      assertThat(run.lines()).hasSize(1);
      assertThat(run.out())
          .startsWith("{\"nodes\":[{\"id\":\"x1\",\"name\":\"web-1\",")
          .contains("\"apps\":{\"chat\":12000}");
      assertThat(server.requests().getFirst().header("Authorization")).isEqualTo("Bearer hush");
    }
  }

  @Test
  void watchingGoesOnPastANodeThatCannotBeAskedAndEndsWhenItRefuses() throws IOException {
    try (var server =
        new FakeServer(
            nodes(), problem(503, "broker-unavailable", ""), nodes(), problem(401, "x", ""))) {
      Run run = freshet(at(server, "nodes", "--watch", "--json"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.lines()).hasSize(2);
      assertThat(run.pauses()).hasSize(3).containsOnly(Duration.ofSeconds(1));
      assertThat(run.err()).contains("broker-unavailable").contains("see --admin-secret");
    }
  }

  @Test
  void aRefusalSaysWhatToDo() throws IOException {
    try (var server = new FakeServer(problem(404, "not-found", ""))) {
      Run run = freshet(at(server, "nodes"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("(not-found, 404); a node without admin.secret");
    }
    try (var server = new FakeServer(status(200, "", "hello"))) {
      assertThat(freshet(at(server, "nodes")).err()).contains("is it a Freshet server?");
    }
  }

  @Test
  void whatANodeCallsItselfMovesNoCursor() throws IOException {
    String evil = NODES.replace("web-10", "web\\u001b[2J");
    try (var server = new FakeServer(status(200, "", evil))) {
      assertThat(freshet(at(server, "nodes")).out())
          .contains("web\\u001b[2J")
          .doesNotContain("\u001b");
    }
  }
}
