package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.Access;
import dev.freshet.model.app.ChannelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that the guide shows is one, and means what the guide says. */
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
}
