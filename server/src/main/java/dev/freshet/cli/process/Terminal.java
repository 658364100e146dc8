package dev.freshet.cli.process;

import dev.freshet.cli.client.Json;
import dev.freshet.cli.client.Text;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command talks to.
 *
 * @param in standard input
 * @param out results; not flushed by itself
 * @param err what is meant for people
 * @param env environment variables
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> env) {

  /** The process's own. */
  public static Terminal system() {
    var bytes = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 * 1024);
    var out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    return new Terminal(System.in, out, System.err, System.getenv());
  }

  /** Prints a line of a result. */
  public void print(String line) {
    out.print(line);
    out.print('\n');
  }

  /** Prints a JSON value on a line of its own. */
  public void json(Object value) {
    print(Json.write(value));
  }

  /** Tells people something. */
  public void say(String text) {
    err.println("freshet: " + Text.printable(text));
  }

  /** The variable's value; null when it is not set or empty. */
  public @Nullable String variable(String name) {
    String value = env.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
