package dev.freshet.cli;

import dev.freshet.cli.process.ConfigOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plain {@code serve} line without picocli. Its classes are in the format of Java 5, which
 * the JVM's AOT cache does not take, and reading them anew was 200 ms of a start of 580. Whatever
 * is not plain is left to picocli, which knows every option and says what is wrong.
 */
final class ServeLine {
  private final Map<String, String> values = new LinkedHashMap<>();
  private @Nullable String file;

  private ServeLine() {}

  /** The command; null when the line is for another, or not plain. */
  static @Nullable ServeCommand read(Terminal terminal, ServerStarter starter, String... args) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return null;
    }
    var line = new ServeLine();
    for (int i = 1; i < args.length; ) {
      int taken = line.take(args, i);
      if (taken == 0) {
        return null;
      }
      i += taken;
    }
    return new ServeCommand(terminal, starter, new ConfigOptions(line.file, line.values));
  }

  /** How many arguments the option at {@code i} is; 0 when it is not plain. */
  private int take(String[] args, int i) {
    if (args[i].equals("--no-build")) {
      return 1;
    }
    int equals = args[i].indexOf('=');
    String name = equals < 0 ? args[i] : args[i].substring(0, equals);
    if (equals < 0 && i + 1 == args.length) {
      return 0;
    }
    String value = equals < 0 ? args[i + 1] : args[i].substring(equals + 1);
    boolean plain = !value.isEmpty() && value.charAt(0) != '-' && value.charAt(0) != '"';
    return plain && put(name, value) ? (equals < 0 ? 2 : 1) : 0;
  }

  /** Whether it is an option of ours that was not there yet. */
  private boolean put(String name, String value) {
    return switch (name) {
      case "--port" -> values.putIfAbsent(Setting.SERVER_PORT.key(), value) == null;
      case "--host" -> values.putIfAbsent(Setting.SERVER_HOST.key(), value) == null;
      case "--config" -> {
        boolean first = file == null;
        file = value;
        yield first;
      }
      case "--set" -> {
        int equals = value.indexOf('=');
        yield equals > 0
            && values.putIfAbsent(value.substring(0, equals), value.substring(equals + 1)) == null;
      }
      default -> false;
    };
  }
}
