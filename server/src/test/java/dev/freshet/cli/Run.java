package dev.freshet.cli;

import dev.freshet.cli.client.Pause;
import dev.freshet.cli.process.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands in-process, without waiting, and keeps what they print. */
final class Run {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> env = new HashMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private byte[] in = new byte[0];
  private OutputStream target = out;
  private ServerStarter serve = (config, reload) -> 8;
  private int code = -1;

  /** Runs {@code freshet} with these arguments. */
  static Run freshet(String... args) {
    return new Run().with(args);
  }

  Run env(String name, String value) {
    env.put(name, value);
    return this;
  }

  Run in(byte... bytes) {
    in = bytes;
    return this;
  }

  Run in(String text) {
    return in(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Standard output goes there. */
  Run outTo(OutputStream other) {
    target = other;
    return this;
  }

  /** What {@code serve} runs. */
  Run serving(ServerStarter other) {
    serve = other;
    return this;
  }

  Run with(String... args) {
    Pause pause = pauses::add;
    code = new Cli(terminal(), new Cli.Work(serve, () -> 7), pause).run(args);
    return this;
  }

  Terminal terminal() {
    return new Terminal(
        new ByteArrayInputStream(in),
        new PrintStream(target, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        env);
  }

  int code() {
    return code;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return out().lines().toList();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** How long the command would have waited, each time. */
  List<Duration> pauses() {
    return pauses;
  }

  /** Arguments, with the server's address after them. */
  static String[] at(FakeServer server, String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--url";
    all[args.length + 1] = server.url();
    return all;
  }
}
