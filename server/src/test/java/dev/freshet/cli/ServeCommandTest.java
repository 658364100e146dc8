package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.Config;
import dev.freshet.config.ConfigFaults;
import dev.freshet.config.ConfigReference;
import dev.freshet.config.Setting;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  private final AtomicReference<Config> served = new AtomicReference<>();

  private Run freshet(String... args) {
    return new Run()
        .env("FRESHET_SERVER_BACKLOG", "99")
        .env("FRESHET_URL", "http://elsewhere")
        .serving((config, reload) -> {
          served.set(config);
          return 8;
        })
        .with(args);
  }

  @Test
  void optionsVariablesAndAnySettingReachTheServer() {
    Run run = freshet("serve", "--port", "9000", "--set", "log.level=warn", "--set=server.loops=3");
    assertThat(run.code()).isEqualTo(8);
    Config config = served.get();
    assertThat(config.development()).isTrue();
    assertThat(config.settings().number(Setting.SERVER_PORT)).isEqualTo(9000);
    assertThat(config.settings().number(Setting.SERVER_LOOPS)).isEqualTo(3);
    assertThat(config.settings().number(Setting.SERVER_BACKLOG)).isEqualTo(99);
    assertThat(config.settings().text(Setting.LOG_LEVEL)).isEqualTo("warn");
  }

  @Test
  void theLaunchersOptionIsTaken() {
    assertThat(freshet("serve", "--no-build").code()).isEqualTo(8);
  }

  @Test
  void allFaultsAreToldTogetherAndNothingStarts() {
    Run run = freshet("serve", "--port", "70000", "--set", "server.prt=1", "--host", "0.0.0.0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("server.port: 70000 (expected: ")
        .contains("server.prt")
        .contains("server.port")
        .contains("server.host: 0.0.0.0 (expected: a loopback address");
    assertThat(run.err().lines()).allMatch(line -> line.startsWith("freshet: "));
    assertThat(served.get()).isNull();
  }

  @Test
  void aReloadReadsTheFileAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("freshet.yaml");
    Files.writeString(file, ConfigReference.example("a-secret-of-enough-length"));
    Run run =
        new Run()
            .env("FRESHET_CONFIG", file.toString())
            .serving((config, reload) -> {
              assertThat(config.development()).isFalse();
              assertThat(config.apps().getFirst().secret().matches("another-secret-of-ours"))
                  .isFalse();
              Files.writeString(file, ConfigReference.example("another-secret-of-ours"));
              assertThat(reload.get().apps().getFirst().secret().matches("another-secret-of-ours"))
                  .isTrue();
              Files.writeString(file, "serfer: {}");
              assertThatThrownBy(reload::get).isInstanceOf(ConfigFaults.class);
              return 8;
            })
            .with("serve");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"true,freshet: port 80: in use", "false,a fault of ours"})
  void aServerThatCannotStartSaysWhy(boolean known, String told) {
    Run run =
        new Run()
            .serving((config, reload) -> {
              throw known ? new BindException("port 80: in use") : new IllegalStateException();
            })
            .with("serve");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(told);
  }
}
