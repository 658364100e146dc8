package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServeLineTest {
  private final List<Config> started = new ArrayList<>();
  private final Terminal terminal =
      new Terminal(
          new ByteArrayInputStream(new byte[0]),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --port 9000",
        "serve --port=9000 --host 127.0.0.2",
        "serve --no-build --set limits.batch-size=7 --set=log.level=warn",
      })
  void aPlainLineIsReadAsPicocliReadsIt(String line) throws Exception {
    ServeCommand quick = ServeLine.read(terminal, this::start, line.split(" ", -1));

    assertThat(Objects.requireNonNull(quick, "quick").call()).isEqualTo(Cli.OK);
    Cli cli = new Cli(terminal, new Cli.Work(this::start, () -> Cli.OK), millis -> {});
    assertThat(cli.commandLine("serve").execute(line.split(" ", -1))).isEqualTo(Cli.OK);
    assertThat(shown(started.get(0))).isEqualTo(shown(started.get(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish chat hello",
        "serve --help",
        "serve --prot 9000",
        "serve --port",
        "serve --port 1 --port 2",
        "serve --set nothing",
        "serve --config a --config b",
        "serve 9000",
        "serve --port --host",
      })
  void whateverIsNotPlainIsLeftToPicocli(String line) {
    assertThat(ServeLine.read(terminal, this::start, line.split(" ", -1))).isNull();
  }

  @Test
  void noLineIsLeftToPicocli() {
    assertThat(ServeLine.read(terminal, this::start)).isNull();
  }

  private int start(Config config, Supplier<Config> reload) {
    started.add(config);
    return Cli.OK;
  }

  private static List<String> shown(Config config) {
    return Stream.of(Setting.values()).map(config.settings()::shown).toList();
  }
}
