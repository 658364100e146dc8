package dev.freshet.cli.tools;

import dev.freshet.tools.load.aim.Aim;
import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.ClientPlan.Pace;
import dev.freshet.tools.load.run.Clients;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how many connections there are, and how they begin. */
final class ClientOptions {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_SECONDS = 86_400;
  private static final int MOST_SETTLE_SECONDS = 3600;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "how many connections (default: ${DEFAULT-VALUE})")
  private int connections = 1000;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "how many channels they share (default: one for each 15 of them)")
  private @Nullable Integer channels;

  @Option(
      names = "--ramp",
      paramLabel = "RATE",
      description = "connections begun a second at first; 0: as many as go (default: 2000)")
  private int ramp = 2000;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "handshakes under way at once, in a process; 0: any number (default: 0)")
  private int inFlight;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      description = "a client gives an attempt up after this; 0: never (default: 10)")
  private double timeout = 10;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "client processes (default: as many as open files and cores ask for)")
  private @Nullable Integer processes;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      description = "a pause once all are open, before anything is measured (default: 2)")
  private double settle = 2;

  @Option(
      names = "--sample-every",
      paramLabel = "N",
      description = "one connection in N reads every body, for latency and gaps (default: 64)")
  private int sampleEvery = 64;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "everything ends after this, whatever happens (default: 900)")
  private int seconds = 900;

  /** The plan of all processes together. */
  ClientPlan plan(Aim aim, Back back, int lorises) {
    return plan(aim, back, lorises, connections, channels());
  }

  /** The same with one channel, unless it was said how many. */
  ClientPlan planOfOneChannel(Aim aim, Back back) {
    return plan(aim, back, 0, connections, channels == null ? 1 : channels);
  }

  /** How many channels there are. */
  int channels() {
    return channels == null ? Math.max(1, connections / 15) : channels;
  }

  /** How many of the connections part {@code number} of {@code parts} has. */
  int share(int number, int parts) {
    return (int) ((long) connections * (number + 1) / parts - (long) connections * number / parts);
  }

  /** The same for another number of connections. */
  ClientPlan plan(Aim aim, Back back, int lorises, int count, int shared) {
    check("--connections", count, 1, MOST_CONNECTIONS);
    check("--channels", shared, 1, MOST_CONNECTIONS);
    check("--ramp", ramp, 0, MOST_CONNECTIONS);
    check("--in-flight", inFlight, 0, MOST_CONNECTIONS);
    check("--sample-every", sampleEvery, 1, MOST_CONNECTIONS);
    check("--seconds", seconds, 1, MOST_SECONDS);
    check("--slow-loris", lorises, 0, MOST_CONNECTIONS);
    if (!(timeout >= 0 && timeout <= 3600)) {
      throw new IllegalArgumentException(
          "--connect-timeout: " + timeout + " (expected: 0 to 3600 seconds)");
    }
    return new ClientPlan(
        aim.peer(),
        count,
        0,
        shared,
        aim.description(),
        new Pace(inFlight, ramp, (int) (timeout * 1000)),
        back,
        Math.min(sampleEvery, Math.max(1, count)),
        lorises,
        seconds,
        aim.auth(),
        aim.token());
  }

  /** How many processes it takes. */
  int processes(ClientPlan plan) {
    if (processes == null) {
      return Clients.processes(plan);
    }
    check("--processes", processes, 1, 256);
    return processes;
  }

  /** Seconds between the last connection and what is measured. */
  double settle() {
    if (!(settle >= 0 && settle <= MOST_SETTLE_SECONDS)) {
      throw new IllegalArgumentException(
          "--settle: " + settle + " (expected: 0 to " + MOST_SETTLE_SECONDS + " seconds)");
    }
    return settle;
  }

  /** Everything ends after this. */
  int seconds() {
    return seconds;
  }

  /** Refuses a number outside its bounds. */
  static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: a whole number from " + least + " to " + most + ")");
    }
  }
}
