package dev.freshet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.bench.load.Load;
import dev.freshet.bench.load.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A load client ({@link Load}) as a process of its own, and the talk with it. */
final class Subscribers implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:+UseCompactObjectHeaders");

  /** Handshakes under way at once where nothing else is said. */
  static final int IN_FLIGHT = 256;

  private final Process process;
  private final BufferedReader in;
  private final Writer out;

  /** One line of a process's counts. */
  record Counts(Map<String, String> values) {
    double number(String name) {
      String value = values.get(name);
      if (value == null) {
        throw new IllegalStateException("the process told no " + name + ": " + values);
      }
      return Double.parseDouble(value);
    }

    long whole(String name) {
      return (long) number(name);
    }
  }

  /**
   * What a client opens; see {@link Load}.
   *
   * @param path with {@code {c}}, the connection's index modulo {@code channels}, and {@code {i}},
   *     the index
   * @param first what each sends once open, or null
   * @param inFlight handshakes under way at once
   * @param rate connections begun a second at most, or 0
   * @param sampleEvery one connection in this many decodes what it hears
   * @param seconds after which the client ends by itself
   */
  record Plan(
      int port,
      int connections,
      int channels,
      String path,
      @Nullable String first,
      Wire wire,
      int inFlight,
      int rate,
      int sampleEvery,
      int seconds) {}

  private Subscribers(Process process) {
    this.process = process;
    this.in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.out = process.outputWriter(UTF_8);
  }

  /** Starts a client of {@code count} connections; {@link #ready} waits for them. */
  static Subscribers start(Server server, int count, int channels, boolean events)
      throws IOException {
    return start(server.target(), server.port(), count, channels, events);
  }

  /** As the other, through whatever listens on a port. */
  static Subscribers start(Target target, int port, int count, int channels, boolean events)
      throws IOException {
    Wire wire = events ? Wire.EVENTS : Wire.WEBSOCKET;
    return start(
        new Plan(
            port,
            count,
            channels,
            target.path(),
            target.firstFrame(),
            wire,
            IN_FLIGHT,
            0,
            64,
            600));
  }

  /** Starts a client; {@link #ready} waits for its connections. */
  static Subscribers start(Plan plan) throws IOException {
    List<String> command = new ArrayList<>(List.of(Target.java()));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName()));
    command.addAll(List.of("--port", "" + plan.port(), "--connections", "" + plan.connections()));
    command.addAll(List.of("--channels", "" + plan.channels(), "--path", plan.path()));
    command.addAll(List.of("--wire", plan.wire().name().toLowerCase(Locale.ROOT)));
    command.addAll(List.of("--in-flight", "" + plan.inFlight(), "--rate", "" + plan.rate()));
    command.addAll(List.of("--sample-every", "" + plan.sampleEvery()));
    command.addAll(List.of("--seconds", "" + plan.seconds()));
    if (plan.first() != null) {
      command.addAll(List.of("--first", plan.first()));
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Subscribers(process);
  }

  /** Waits until every handshake is over; a failed one is a fault. */
  Counts ready() throws IOException {
    Counts counts = read("READY");
    if (counts.whole("failed") > 0 || counts.whole("closed") > 0) {
      throw new IOException("connections failed: " + counts);
    }
    return counts;
  }

  /** Forgets what was heard so far. */
  void reset() throws IOException {
    write("reset");
    read("RESET");
  }

  /** What was heard since the last reset. */
  Counts snap() throws IOException {
    write("snap");
    return read("SNAP");
  }

  /**
   * Waits until {@code wanted} messages were heard, or until nothing more came for five seconds, or
   * for {@code most} seconds.
   */
  Counts await(long wanted, int most) throws IOException, InterruptedException {
    long end = System.nanoTime() + most * 1_000_000_000L;
    long changed = System.nanoTime();
    long before = -1;
    while (true) {
      Counts counts = snap();
      long heard = counts.whole("messages");
      long now = System.nanoTime();
      changed = heard == before ? changed : now;
      before = heard;
      if (heard >= wanted || now > end || now - changed > 5_000_000_000L) {
        return counts;
      }
      Thread.sleep(50);
    }
  }

  Probe probe() {
    return new Probe(process.pid());
  }

  private void write(String request) throws IOException {
    out.write(request + "\n");
    out.flush();
  }

  private Counts read(String tag) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(tag)) {
        Map<String, String> values = new HashMap<>();
        for (String part : line.split(" ", -1)) {
          int equals = part.indexOf('=');
          if (equals > 0) {
            values.put(part.substring(0, equals), part.substring(equals + 1));
          }
        }
        return new Counts(values);
      }
    }
    throw new IOException("the load client ended before it told " + tag);
  }

  /** Ends the client; its sockets close with it. */
  @Override
  public void close() {
    try {
      write("stop");
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
