package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The console's pages in a browser that Playwright drives; the tests are in src/test/node/console.
 */
class ConsoleIT {
  private static final int PATIENCE_SECONDS = 240;

  private static NodePackages packages;
  private static String chromium;

  private Node node;

  @BeforeAll
  static void install() throws Exception {
    chromium = Tools.need("chromium", "chromium-browser", "google-chrome");
    packages = NodePackages.install();
  }

  @BeforeEach
  void start() throws Exception {
    node = Node.development("console.logins-per-minute=1000", "console.sessions-max=1000");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"looks", "keys", "plan", "stored", "session"})
  void theBrowserAgrees(String tests) throws Exception {
    ProcessBuilder command = packages.command("console/" + tests + ".test.mjs");
    command.redirectErrorStream(true);
    command.environment().put("BASE", node.http("").toString());
    command.environment().put("TOKEN", node.consoleToken());
    command.environment().put("CHROMIUM", chromium);
    command.environment().put("PICTURES", Tools.target("pictures").toString());
    Tools.Ended ended = Tools.end(command.start(), PATIENCE_SECONDS);
    assertThat(ended.status()).as(ended.out()).isZero();
  }

  /** There is no WebJar of it, so the file is in the repository: as its makers gave it out. */
  @Test
  void pusherJsIsTheFileOfItsPackage() throws Exception {
    Path ours = Path.of("src", "main", "resources", "dev", "freshet", "console", "lib");
    Path theirs = packages.folder().resolve("node_modules/pusher-js");
    assertThat(
            Files.mismatch(ours.resolve("pusher.min.js"), theirs.resolve("dist/web/pusher.min.js")))
        .isEqualTo(-1);
    assertThat(Files.mismatch(ours.resolve("pusher-LICENCE"), theirs.resolve("LICENCE")))
        .isEqualTo(-1);
  }
}
