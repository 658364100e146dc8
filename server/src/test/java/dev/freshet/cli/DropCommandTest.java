package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.problem;
import static dev.freshet.cli.FakeServer.status;
import static dev.freshet.cli.Run.at;
import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropCommandTest {
  private static final String DONE = "{\"node\":\"x1\",\"connections\":12000,\"dropped\":6000}";

  @Test
  void whatWasDoneIsTold() throws IOException {
    try (var server = new FakeServer(status(200, "", DONE), status(200, "", DONE))) {
      Run run = freshet(at(server, "drop", "--share", "50", "--yes"));
      assertThat(run.code()).isZero();
      assertThat(run.out()).isEqualTo("6,000 of 12,000 connections cut off at node x1\n");
      assertThat(server.requests().getFirst().path()).isEqualTo("/drop");
      assertThat(server.requests().getFirst().body())
          .isEqualTo("{\"share\":50,\"how\":\"close\",\"confirm\":true}");
      freshet(
          at(
              server,
              "drop",
              "--share",
              "1",
              "--how",
              "reset",
              "--app",
              "ka",
              "--yes",
              "--admin-secret",
              "s"));
      assertThat(server.requests().get(1).body())
          .isEqualTo("{\"share\":1,\"how\":\"reset\",\"app\":\"ka\",\"confirm\":true}");
      assertThat(server.requests().get(1).header("Authorization")).isEqualTo("Bearer s");
    }
  }

  @Test
  void nothingIsAskedForWithoutYes() throws IOException {
    try (var server = new FakeServer(status(200, "", DONE))) {
      Run run = freshet(at(server, "drop", "--share", "50"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("refused: 50 percent of the connections at").contains("--yes");
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"--share,0", "--share,101", "--share,half", "--how,gently"})
  void aFaultOfTheCommandLineIsTold(String option, String value) {
    Run run =
        option.equals("--share")
            ? freshet("drop", "--yes", option, value)
            : freshet("drop", "--yes", "--share", "5", option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(option + ": " + value + " (expected: ");
  }

  @Test
  void theShareMustBeSaid() {
    Run run = freshet("drop", "--yes");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--share");
  }

  @Test
  void aRefusalIsTold() throws IOException {
    try (var server = new FakeServer(problem(401, "unauthorized", ""))) {
      Run run = freshet(at(server, "drop", "--share", "50", "--yes"));
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("unauthorized").contains("--admin-secret");
    }
  }
}
