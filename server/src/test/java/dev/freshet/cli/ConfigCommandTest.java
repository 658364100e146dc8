package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

  @Test
  void theYamlReferenceIsAGoodConfigurationWithASecretOfItsOwn(@TempDir Path folder)
      throws IOException {
    String yaml = freshet("config", "reference", "--format", "yaml").out();
    assertThat(yaml).isNotEqualTo(freshet("config", "reference", "--format", "yaml").out());
    String file = Files.writeString(folder.resolve("freshet.yaml"), yaml).toString();
    Run check = freshet("config", "check", "--config", file);
    assertThat(check.err()).isEmpty();
    assertThat(check.code()).isZero();
    assertThat(check.out()).isEqualTo("the configuration in " + file + " is good: 1 app\n");

    Matcher secret = Pattern.compile("secret: \"?([A-Za-z0-9_-]{43})").matcher(yaml);
    assertThat(secret.find()).isTrue();
    for (String format : new String[] {"text", "json"}) {
      Run print = freshet("config", "print", "--config", file, "--format", format);
      assertThat(print.code()).isZero();
      assertThat(print.out()).contains("***").doesNotContain(secret.group(1));
    }
  }

  @Test
  void everyFaultIsToldInBothFormats(@TempDir Path folder) throws IOException {
    String file =
        Files.writeString(folder.resolve("f.yaml"), "server: {prt: 1}\nlog: 3\n").toString();
    Run text = freshet("config", "check", "--config", file);
    assertThat(text.code()).isEqualTo(2);
    assertThat(text.out()).isEmpty();
    assertThat(text.err()).contains("f.yaml:1: server.prt").contains("f.yaml:2");
    Run json = freshet("config", "check", "--config", file, "--format", "json");
    assertThat(json.code()).isEqualTo(2);
    assertThat(json.out()).startsWith("{\"ok\":false,\"faults\":[{\"at\":\"f.yaml:1\"");
    assertThat(json.err()).isEmpty();
  }

  @Test
  void developmentModeIsGood() {
    assertThat(freshet("config", "check").out())
        .isEqualTo("development mode, which needs no file, is good: 1 app\n");
    assertThat(freshet("config", "check", "--format", "json").out())
        .isEqualTo("{\"ok\":true,\"faults\":[]}\n");
    assertThat(freshet("config", "check", "--config", "").code()).isEqualTo(2);
  }

  @Test
  void whereAValueComesFromIsShown() {
    Run run =
        new Run()
            .env("FRESHET_SERVER_LOOPS", "2")
            .with("config", "print", "--set", "server.port=1234");
    assertThat(run.out())
        .containsPattern("(?m)^server\\.port: 1234 +\\(.*\\)$")
        .containsPattern("(?m)^server\\.loops: 2 +\\(FRESHET_SERVER_LOOPS\\)$")
        .containsPattern("(?m)^server\\.backlog: 4096 +\\(default\\)$");
  }

  @Test
  void theReferenceComesInFourForms() {
    assertThat(freshet("config", "reference").out()).contains("server.port = 8080");
    assertThat(freshet("config", "reference", "--format", "markdown").out()).contains("| `server.");
    assertThat(freshet("config", "reference", "--format", "json").lines()).hasSize(1);
  }

  @Test
  void withoutASubcommandItShowsItsHelp() {
    assertThat(freshet("config").code()).isZero();
    assertThat(freshet("config").out()).contains("check").contains("reference");
  }
}
