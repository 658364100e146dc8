package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations that guides show are good, and mean what the guides say. */
class DocumentedConfigTest {
  private static final Path GUIDE = Path.of("../docs/guides/configure.md");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path directory;

  @Test
  void theGuidesFileIsGood() throws IOException {
    Files.writeString(directory.resolve("game.secret"), "a-secret-in-a-file\n");
    var yaml = YAML.matcher(Files.readString(GUIDE));
    assertThat(yaml.find()).isTrue();

    Config config =
        ConfigFiles.load(
            directory, yaml.group(1), Map.of("FRESHET_APPS_SHOP_SECRET", "a-secret-in-a-variable"));

    assertThat(config.apps()).hasSize(2);
    assertThat(config.apps().get(0).secret().matches("a-secret-in-a-variable")).isTrue();
    assertThat(config.apps().get(1).secret().matches("a-secret-in-a-file")).isTrue();
    ChannelRule news = config.apps().get(0).rules().match("news");
    assertThat(news.subscribe()).isEqualTo(Access.OPEN);
    assertThat(news.publish()).isEqualTo(Access.SECRET);
    assertThat(config.apps().get(0).rules().match("order-1").subscribe()).isEqualTo(Access.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"migrate-from-pusher", "migrate-from-soketi", "migrate-from-reverb"})
  void whoComesFromElsewhereFindsFilesThatAreGood(String guide) throws IOException {
    String page = Files.readString(Path.of("../docs/guides", guide + ".md"));
    var files = YAML.matcher(page).results().map(found -> found.group(1)).toList();
    assertThat(files).isNotEmpty();
    for (String yaml : files) {
      Map<String, String> secret =
          yaml.contains("FRESHET_APPS_123456_SECRET")
              ? Map.of("FRESHET_APPS_123456_SECRET", "a-secret-in-a-variable")
              : Map.of();
      App app = ConfigFiles.load(directory, yaml, secret).apps().getFirst();

      assertThat(app.clients().enabled()).isTrue();
      assertThat(app.rules().match("private-orders").subscribe()).isEqualTo(Access.TOKEN);
      assertThat(app.rules().match("orders").subscribe()).isEqualTo(Access.OPEN);
      assertThat(app.rules().match("orders").publish()).isEqualTo(Access.SECRET);
    }
  }
}
