package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.process.ConfigOptions;
import dev.freshet.cli.process.Logs;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet serve}: runs the server. */
@Command(
    name = "serve",
    header = "Run the server.",
    description = {
      "Without a configuration file this is development mode: on loopback only, one app with a"
          + " known secret, whose channels anybody on this machine may hear and publish to.",
      "SIGHUP reads the configuration again; SIGTERM and SIGINT stop the server in good order."
    },
    footer = {
      "  freshet serve",
      "  freshet serve --port 9000",
      "  freshet serve --config /etc/freshet/freshet.yaml",
      "  freshet serve --config freshet.yaml --host 0.0.0.0 --set log.level=debug"
    })
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final ServerStarter starter;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "the port to listen on, 0 for a free one (default: 8080)")
  private @Nullable String port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "the address to listen on (default: 127.0.0.1)")
  private @Nullable String host;

  @Mixin private final ConfigOptions options;

  /** A command whose options picocli fills in. */
  ServeCommand(Terminal terminal, ServerStarter starter) {
    this(terminal, starter, new ConfigOptions());
  }

  /** A command without {@code --port} and {@code --host}, which are settings like others. */
  ServeCommand(Terminal terminal, ServerStarter starter, ConfigOptions options) {
    this.terminal = terminal;
    this.starter = starter;
    this.options = options;
  }

  /** Taken and passed over: by the time we run, the launcher has built or not. */
  @Option(
      names = "--no-build",
      description = "for the launcher: start the jar that is there, whatever its age")
  void noBuild(boolean ignored) {}

  @Override
  public Integer call() throws Exception {
    Config config = load();
    Logs.start(terminal.err(), config.settings().text(Setting.LOG_LEVEL));
    try {
      return starter.run(config, this::load);
    } catch (IOException | IllegalArgumentException e) {
      String message = e.getMessage();
      throw new ClientFault(message == null ? e.toString() : message);
    }
  }

  private Config load() {
    Map<String, String> flags = new LinkedHashMap<>();
    if (port != null) {
      flags.put(Setting.SERVER_PORT.key(), port);
    }
    if (host != null) {
      flags.put(Setting.SERVER_HOST.key(), host);
    }
    return options.load(terminal, flags);
  }
}
