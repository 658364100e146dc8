package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReferenceTest {
  @TempDir Path directory;

  private Config load(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("freshet.yaml"), yaml);
    return Config.load(Optional.of(file), Map.of(), Map.of());
  }

  @Test
  void theExampleFileIsValidAndOpensNothing() throws IOException {
    Config config = load(ConfigReference.example("s3cret"));
    assertThat(config.apps()).hasSize(1);
    assertThat(config.apps().getFirst().secret().matches("s3cret")).isTrue();
    assertThat(config.apps().getFirst().rules().match("x")).isEqualTo(ChannelRule.CLOSED);
  }

  @Test
  void everyCommentedLineOfTheExampleIsADefault() throws IOException {
    String example = ConfigReference.example("s3cret");
    String uncommented = example.replaceAll("(?m)^( *)#(?=[a-z-]+: )", "$1");
    Config bare = load(example);
    Config full = load(uncommented);
    for (Setting setting : Setting.values()) {
      assertThat(full.settings().same(setting, bare.settings())).as(setting.key()).isTrue();
      assertThat(full.settings().source(setting).origin())
          .as(setting.key())
          .isEqualTo(Source.Origin.FILE);
    }
    assertThat(full.apps()).isEqualTo(bare.apps());
    assertThat(bare.apps().getFirst().limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void theExampleNamesEveryFieldOfAnApp() {
    String example = ConfigReference.example("s3cret");
    for (AppField field : AppField.values()) {
      assertThat(example).containsPattern("(?m)^ +#? *(- )?" + field.key() + ": ");
    }
  }

  @Test
  void everyRowIsPrintedInEveryForm() {
    String text = ConfigReference.text();
    String page = ConfigReference.markdown();
    assertThat(ConfigReference.rows())
        .hasSize(Setting.values().length + AppField.values().length)
        .allSatisfy(row -> {
          assertThat(text).contains(row.get("key") + "").contains(row.get("meaning") + "");
          assertThat(page).contains("| `" + row.get("key") + "` |");
        });
  }

  @Test
  void noCellOfThePageBreaksItsTable() {
    assertThat(ConfigReference.markdown().lines().filter(line -> line.startsWith("|")))
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 6);
  }
}
