package dev.freshet.net.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.Server;
import dev.freshet.config.Config;
import dev.freshet.it.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the reference page shows does what it says. */
class ReferencePageIT {
  private static final Path PAGE = Path.of("../docs/reference/pusher-http.md");

  @Test
  void theRequestThatIsSignedByHandIsTaken() throws Exception {
    String shell = Tools.need("bash");
    Tools.need("curl");
    Tools.need("openssl");
    String script =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.startsWith("    body="))
            .takeWhile(line -> line.startsWith("    "))
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    var config = Config.load(Optional.empty(), Map.of(), Map.of("server.port", "0"));
    try (var server = Server.start(config, "it", "it")) {
      assertThat(script).contains("127.0.0.1:8080");
      String here =
          script.replace("curl", "curl -s").replace("8080", "" + server.address().getPort());
      assertThat(Tools.run(List.of(shell, "-c", here)).out()).isEqualTo("{}");
    }
  }
}
