package dev.freshet.cli;

import static dev.freshet.cli.FakeServer.event;
import static dev.freshet.cli.FakeServer.eventsUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can only be seen in a process of its own: signals, exit codes and the real streams. */
@Timeout(60)
class ProcessTest {

  private static Process freshet(String... args) throws IOException {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.freshet.Main"));
    line.addAll(List.of(args));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @Test
  void aTailThatIsToldToEndHasPrintedWhatItHeard() throws IOException, InterruptedException {
    var end = new CountDownLatch(1);
    try (var server = new FakeServer(eventsUntil(end, event("e:1", "a", 1, "grüße")))) {
      Process tail = freshet("subscribe", "a", "--url", server.url());
      try (var out =
          new BufferedReader(
              new InputStreamReader(tail.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(out.readLine()).endsWith("\tgrüße");
        // Process.destroy would close our end of the pipe as well.
        assertThat(tail.toHandle().destroy()).isTrue();
        assertThat(tail.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.exitValue()).isEqualTo(128 + 15);
        assertThat(out.readLine()).isNull();
      } finally {
        tail.destroyForcibly();
      }
    } finally {
      end.countDown();
    }
  }

  @Test
  void theExitCodeIsTheCommands() throws InterruptedException, IOException {
    Process wrong = freshet("publish", "a");
    try {
      assertThat(wrong.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong.exitValue()).isEqualTo(2);
    } finally {
      wrong.destroyForcibly();
    }
  }
}
