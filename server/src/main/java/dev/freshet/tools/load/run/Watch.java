package dev.freshet.tools.load.run;

import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.probe.Proc;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.process.Gathered;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Looks at server and clients every quarter of a second, and keeps what it saw. */
final class Watch {
  private static final long EVERY_NANOS = 250_000_000;
  private static final long SHORTEST_NANOS = 150_000_000;

  private final Proc proc = Proc.system();
  private final @Nullable ServerProcess server;
  private final Telling telling;
  private final List<Clients> clients = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final long start = System.nanoTime();
  private final Histogram interval = Histograms.make();
  private String phase = "";
  private long lookedAt = start;
  private long serverCpu;
  private long clientCpu;
  private long heard;
  private long nextLook = start;
  private @Nullable ServerProcess self;
  private Besides besides = () -> {};

  /** What is done at each look besides. */
  interface Besides {
    void run() throws IOException, InterruptedException;
  }

  /** Says when a wait is over. */
  interface Done {
    boolean test(Moment moment) throws IOException;
  }

  /** CPU time in nanoseconds at a moment, by {@code System.nanoTime}. */
  record Cpu(long at, OptionalLong server, long clients, List<Long> each, OptionalLong machine) {}

  Watch(@Nullable ServerProcess server, Telling telling) {
    this.server = server;
    this.telling = telling;
  }

  /** From now on also looks at these. */
  void add(Clients more) {
    clients.add(more);
    clientCpu = clientCpu();
  }

  /** The clients have ended; none is looked at until others are added. */
  void clear() {
    clients.clear();
    clientCpu = 0;
    heard = 0;
  }

  /** From now on this process counts as a client: it publishes. */
  void addSelf() {
    self = ServerProcess.of(ProcessHandle.current().pid());
  }

  /** From now on also does that at each look. */
  void meanwhile(Besides work) {
    besides = work;
  }

  /** Since the watch began. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  private long clientCpu() {
    long nanos = clients.stream().mapToLong(Clients::cpuNanos).sum();
    return self == null ? nanos : nanos + self.cpuNanos().orElse(0);
  }

  /** What moments are called from now on. */
  void phase(String name) {
    phase = name;
  }

  List<Moment> moments() {
    return moments;
  }

  /** Looks, again and again, until that is so or the time is over; whether it was so. */
  boolean await(double seconds, Done done) throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (true) {
      if (done.test(look())) {
        return true;
      }
      long now = System.nanoTime();
      if (now >= end) {
        return false;
      }
      nextLook = Math.max(now, nextLook + EVERY_NANOS);
      TimeUnit.NANOSECONDS.sleep(Math.min(nextLook, end) - now);
    }
  }

  /** Looks for a time. */
  void idle(double seconds) throws IOException, InterruptedException {
    var _ = await(seconds, moment -> false);
  }

  /** Looks now; what it saw is kept unless the look before is too short ago for a rate. */
  Moment look() throws IOException, InterruptedException {
    var ticks = new ArrayList<Counts>();
    for (Clients each : clients) {
      ticks.addAll(each.tick().parts());
    }
    var all = new Gathered(ticks);
    interval.add(all.histogram("interval"));
    long messages = all.sum("messages");
    long now = System.nanoTime();
    double passed = now - lookedAt;
    boolean enough = passed >= SHORTEST_NANOS;
    long serverNow = server == null ? 0 : server.cpuNanos().orElse(0);
    long clientNow = clientCpu();
    boolean sampled = interval.getTotalCount() > 0;
    var moment =
        new Moment(
            (now - start) / 1e9,
            phase,
            all.sum("connected"),
            all.sum("attempts"),
            all.sum("refused") + all.sum("given_up") + all.sum("cut"),
            enough && serverCpu > 0 ? Math.max(0, serverNow - serverCpu) / passed : Double.NaN,
            enough && clientCpu > 0 ? Math.max(0, clientNow - clientCpu) / passed : Double.NaN,
            enough ? Math.max(0, messages - heard) / passed * 1e9 : Double.NaN,
            sampled ? Histograms.millis(interval, 50) : Double.NaN,
            sampled ? Histograms.millis(interval, 99) : Double.NaN);
    if (enough) {
      lookedAt = now;
      serverCpu = serverNow;
      clientCpu = clientNow;
      heard = messages;
      interval.reset();
      moments.add(moment);
      telling.progress(moment);
    }
    besides.run();
    return moment;
  }

  Cpu cpu() {
    return new Cpu(
        System.nanoTime(),
        server == null ? OptionalLong.empty() : server.cpuNanos(),
        clientCpu(),
        clients.stream().flatMap(each -> each.cpuOfEach().stream()).toList(),
        proc.busyNanos());
  }
}
