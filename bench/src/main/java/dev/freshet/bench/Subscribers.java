package dev.freshet.bench;

import dev.freshet.bench.process.Probe;
import dev.freshet.cli.tools.LoadProcess;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.Description;
import dev.freshet.tools.load.client.Retry;
import dev.freshet.tools.load.client.Wire;
import dev.freshet.tools.load.process.ClientProcess;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.process.Launch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process of {@code freshet load}'s client whose connections stay, and the talk with it. */
final class Subscribers implements AutoCloseable {
  private static final int SOURCES = 16;

  /** Handshakes under way at once where nothing else is said. */
  static final int IN_FLIGHT = 256;

  private final ClientProcess process;

  /**
   * What a client opens.
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
      int seconds) {
    private ClientPlan client() {
      return new ClientPlan(
          ClientPlan.Peer.local(port, SOURCES),
          connections,
          0,
          channels,
          Description.of(wire, path, first == null ? List.of() : List.of(first)),
          new ClientPlan.Pace(inFlight, rate, 0),
          new ClientPlan.Back(Retry.NONE, 0),
          sampleEvery,
          0,
          seconds,
          null,
          null);
    }
  }

  private Subscribers(ClientProcess process) {
    this.process = process;
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
    Launch launch = Launch.own(LoadProcess.class.getName());
    return new Subscribers(ClientProcess.start(launch, plan.client()));
  }

  /** Waits until every handshake is over; a failed one is a fault. */
  Counts ready() throws IOException {
    Counts counts = process.ready();
    if (counts.whole("failed") > 0 || counts.whole("closed") > 0) {
      throw new IOException("connections failed: " + counts);
    }
    return counts;
  }

  /** Forgets what was heard so far. */
  void reset() throws IOException {
    process.reset();
  }

  /** What was heard since the last reset. */
  Counts snap() throws IOException {
    return process.snap();
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

  /** Ends the client; its sockets close with it. */
  @Override
  public void close() {
    process.close();
  }
}
