package dev.freshet.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogsTest {
  private final Logger root = Logger.getLogger("");
  private final Level before = root.getLevel();
  private final List<Handler> handlers = Arrays.asList(root.getHandlers());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @AfterEach
  void putBack() {
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    handlers.forEach(root::addHandler);
    root.setLevel(before);
    Logger.getLogger("dev.freshet").setLevel(null);
  }

  private void start(String level) {
    Logs.start(new PrintStream(out, true, StandardCharsets.UTF_8), level);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aRecordIsOneLineWhateverItSays() {
    start("info");
    System.Logger log = System.getLogger("dev.freshet.net.Front");
    log.log(System.Logger.Level.INFO, "heard {0} from\n{1}", "a", "b\u001b[2J");
    log.log(
        System.Logger.Level.ERROR,
        "failed",
        new IllegalStateException("first\nline", new IllegalArgumentException("why")));
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z info  Front: heard a from\\\\nb\\\\u001b\\[2J");
    assertThat(lines().get(1))
        .contains(" error Front: failed | java.lang.IllegalStateException: first\\nline at dev.")
        .contains(" | because of java.lang.IllegalArgumentException: why at ");
  }

  @ParameterizedTest
  @CsvSource({"error,1,1", "warn,2,2", "info,3,2", "debug,4,3"})
  void lessSevereRecordsAreLeftOutAndLibrariesHeldBack(String level, int ours, int others) {
    start(level);
    for (String name : List.of("dev.freshet.hub.Hub", "io.netty.util.Some")) {
      out.reset();
      System.Logger log = System.getLogger(name);
      log.log(System.Logger.Level.ERROR, "x");
      log.log(System.Logger.Level.WARNING, "x");
      log.log(System.Logger.Level.INFO, "x");
      log.log(System.Logger.Level.DEBUG, "x");
      log.log(System.Logger.Level.TRACE, "x");
      assertThat(lines()).hasSize(name.startsWith("dev") ? ours : others);
    }
  }

  @Test
  void startingAgainReplacesTheStream() {
    start("info");
    start("info");
    System.getLogger("dev.freshet.X").log(System.Logger.Level.INFO, "once");
    assertThat(lines()).hasSize(1);
    assertThatThrownBy(() -> start("loud")).hasMessageContaining("log.level: loud (expected: ");
  }
}
