package dev.freshet.console.live;

import dev.freshet.hub.Hub;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Loops;
import dev.freshet.net.admission.AdmissionReport;
import dev.freshet.tools.proc.ServerProcess;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of what is counted anyway: a message pays nothing for it, a sample some dozens of
 * microseconds. For one thread.
 */
final class Meter {
  /** With fewer connections or messages an average would say nothing. */
  private static final int FEW = 100;

  private final Sources sources;
  private long worstLag;

  /**
   * What is read.
   *
   * @param admission how clients are let in now
   * @param nanos a monotonic clock
   */
  record Sources(
      Metrics metrics,
      Hub hub,
      Loops loops,
      ConnectionServices connections,
      Supplier<AdmissionReport> admission,
      ServerProcess process,
      InstantSource clock,
      LongSupplier nanos) {}

  Meter(Sources sources) {
    this.sources = sources;
  }

  /** Called about once a second, which is how long the loops remember. */
  void look() {
    worstLag = Math.max(worstLag, sources.loops().lagNanos());
  }

  /** Forgets the lags that were seen. */
  void forget() {
    worstLag = 0;
  }

  /** The counters now. */
  Reading read() {
    Metrics metrics = sources.metrics();
    Distribution batches = metrics.histogram(Metric.BATCH_SIZE);
    AdmissionReport admission = sources.admission().get();
    return new Reading(
        sources.nanos().getAsLong(),
        metrics.total(Metric.PUBLICATIONS),
        metrics.total(Metric.DELIVERIES),
        metrics.total(Metric.RECEIVED_BYTES),
        metrics.total(Metric.SENT_BYTES),
        metrics.total(Metric.SLOW_READERS_CLOSED),
        batches.count(),
        batches.sum(),
        admission.admitted(),
        admission.refused(),
        sources.process().cpuNanos());
  }

  /** What happened between two readings, the second of which was just made. */
  Sample sample(Reading before, Reading now) {
    double seconds = Math.max(1e-3, (now.nanos() - before.nanos()) / 1e9);
    Metrics metrics = sources.metrics();
    AdmissionReport admission = sources.admission().get();
    int connections = sources.connections().open();
    double drains = now.drains() - before.drains();
    double lag = Math.max(worstLag, sources.loops().lagNanos()) / 1e6;
    worstLag = 0;
    return new Sample(
        sources.clock().millis(),
        connections,
        metrics.totals(Metric.CONNECTIONS, "dialect"),
        sources.hub().subscriptions(),
        sources.hub().channels(),
        new Sample.Rates(
            (now.in() - before.in()) / seconds,
            (now.out() - before.out()) / seconds,
            (now.bytesIn() - before.bytesIn()) / seconds,
            (now.bytesOut() - before.bytesOut()) / seconds,
            (now.slow() - before.slow()) / seconds),
        lag,
        drains > 0 ? (now.drained() - before.drained()) / drains : null,
        Math.round(metrics.total(Metric.QUEUED_BYTES)),
        cost(before, now, seconds, connections),
        new Sample.Door(
            admission.waiting(),
            (now.admitted() - before.admitted()) / seconds,
            (now.refused() - before.refused()) / seconds,
            admission.recovery().toNanos() / 1e9));
  }

  private Sample.Cost cost(Reading before, Reading now, double seconds, int connections) {
    OptionalLong resident = sources.process().residentCounted();
    Double cpu = null;
    if (before.cpuNanos().isPresent() && now.cpuNanos().isPresent()) {
      cpu = (now.cpuNanos().getAsLong() - before.cpuNanos().getAsLong()) / 1e9 / seconds;
    }
    double messages = now.in() - before.in() + now.out() - before.out();
    Runtime runtime = Runtime.getRuntime();
    return new Sample.Cost(
        cpu,
        runtime.totalMemory() - runtime.freeMemory(),
        boxed(resident),
        resident.isPresent() && connections >= FEW ? resident.getAsLong() / connections : null,
        cpu != null && connections >= FEW ? cpu * 1e6 / connections : null,
        cpu != null && messages >= FEW ? cpu * seconds * 1e6 / messages : null);
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
