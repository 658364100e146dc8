package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.console.access.Issuer;
import dev.freshet.model.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The console's pages in a browser that Playwright drives; the tests are in src/test/node/console.
 */
class ConsoleIT {
  private static final int PATIENCE_SECONDS = 240;
  private static final String PASSWORD = "correct horse battery";

  private static NodePackages packages;
  private static String chromium;

  @BeforeAll
  static void install() throws Exception {
    chromium = Tools.need("chromium", "chromium-browser", "google-chrome");
    packages = NodePackages.install();
  }

  /**
   * One browser for all, a server in development mode, and one that is entered as in production.
   */
  @Test
  void theBrowserAgrees() throws Exception {
    try (Node node =
            Node.development("console.logins-per-minute=1000", "console.sessions-max=1000");
        Issuer issuer = new Issuer();
        Node guarded = guarded(issuer)) {
      ProcessBuilder command = packages.command("console/all.test.mjs");
      command.redirectErrorStream(true);
      command.environment().put("BASE", node.http("").toString());
      command.environment().put("TOKEN", node.consoleToken());
      command.environment().put("GUARDED", guarded.http("").toString());
      command.environment().put("PASSWORD", PASSWORD);
      command.environment().put("CHROMIUM", chromium);
      command.environment().put("PICTURES", Tools.target("pictures").toString());
      Tools.Ended ended = Tools.end(command.start(), PATIENCE_SECONDS);
      assertThat(ended.status()).as(ended.out()).isZero();
    }
  }

  private static Node guarded(Issuer issuer) throws IOException {
    return Node.of(
        """
        apps: [{id: a, key: k, secret: 0123456789abcdef0123}]
        console:
          password-hash: '%s'
          oidc:
            issuer: %s
            client-id: %s
            client-secret: "%s"
            users: [ada@example.com]
        """
            .formatted(
                PasswordHash.of(PASSWORD, new SecureRandom()).text(),
                issuer.uri(),
                Issuer.CLIENT,
                Issuer.SECRET));
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
