package dev.freshet.tools.load.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.client.ClientPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One process of the load client, and the talk with it; used by one thread at a time. */
public final class ClientProcess implements AutoCloseable {
  private static final int END_SECONDS = 15;

  private final Process process;
  private final BufferedReader in;
  private final Writer out;

  private ClientProcess(Process process) {
    this.process = process;
    this.in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    this.out = process.outputWriter(UTF_8);
  }

  /** Starts a process; {@link #ready} waits for its connections. */
  public static ClientProcess start(Launch launch, ClientPlan plan) throws IOException {
    boolean tls = plan.server().tls() != ClientPlan.Trust.PLAIN;
    List<String> command = launch.command(plan.connections() + plan.lorises(), tls);
    command.addAll(plan.arguments());
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(plan.environment());
    return new ClientProcess(builder.start());
  }

  /** The operating system's number of it. */
  public long pid() {
    return process.pid();
  }

  /** Waits until every connection is open or given up. */
  public Counts ready() throws IOException {
    return read("READY");
  }

  /** Forgets what was heard so far. */
  public void reset() throws IOException {
    write("reset");
    var _ = read("RESET");
  }

  /** What was heard since the last reset. */
  public Counts snap() throws IOException {
    write("snap");
    return read("SNAP");
  }

  /** The same, shorter, with the latencies since the last of these. */
  public Counts tick() throws IOException {
    write("tick");
    return read("TICK");
  }

  /** Everything, with histograms. */
  public Counts full() throws IOException {
    write("full");
    return read("FULL");
  }

  /** A storm begins, counted from then; nanoseconds since the epoch. */
  public void storm(long at) throws IOException {
    write("storm " + at);
    var _ = read("STORM");
  }

  /** Asks it to close a share of its connections. {@link #dropped} waits until it has. */
  public void drop(double share, String how) throws IOException {
    write(String.format(Locale.ROOT, "drop %.6f %s", share, how));
  }

  /** Waits for what {@link #drop} asked for; how many it closed. */
  public long dropped() throws IOException {
    return read("DROPPED").whole("count");
  }

  private void write(String request) throws IOException {
    out.write(request + "\n");
    out.flush();
  }

  private Counts read(String tag) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(tag + " ") || line.equals(tag)) {
        return Counts.parse(line);
      }
    }
    throw new IOException("the load client ended before it told " + tag);
  }

  /** Ends it; its sockets close with it. */
  @Override
  public void close() {
    try {
      write("stop");
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
