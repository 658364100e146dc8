package dev.freshet.bench;

import static dev.freshet.bench.report.Report.fixed;
import static dev.freshet.bench.report.Report.mebi;

import dev.freshet.bench.process.Probe;
import dev.freshet.bench.report.Report;
import dev.freshet.tools.load.process.Counts;
import dev.freshet.tools.load.publish.Publish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What an idle connection holds: live heap after garbage collection, and resident memory. Each
 * connection has one subscription and has heard one publication before it is called idle.
 */
final class IdleRun {
  private static final int WARM_CONNECTIONS = 2_000;
  private static final int BODY_BYTES = 128;
  private static final int PUBLICATIONS_A_SECOND = 500;
  private static final int CLASSES_TOLD = 25;

  private final Path logs;
  private final int connections;
  private final int channels;
  private final List<Sample> samples = new ArrayList<>();

  /** One server with its connections open; bytes, and bytes by class for each connection. */
  record Sample(
      String name,
      long baseRss,
      long rssBefore,
      long rssOpen,
      long pssBefore,
      long pssOpen,
      long rssAfterGc,
      long heapBefore,
      long heapOpen,
      double connectSeconds,
      double handshakeCpuMicros,
      Map<String, Double> byClass) {}

  IdleRun(Path logs, int connections, int channels) {
    this.logs = logs;
    this.connections = connections;
    this.channels = channels;
  }

  /** Measures one fresh server. */
  Sample measure(Target target, boolean events) throws IOException, InterruptedException {
    String name = target.name() + (events ? ", SSE" : ", WebSocket");
    try (Server server = Server.start(target, logs)) {
      Probe probe = server.probe();
      final long base = probe.rss();
      warmUp(server, events);
      final Probe.Heap heap = probe.liveHeap();
      final long rss = probe.rss();
      final long pss = probe.pss();
      long cpu = probe.cpuNanos();
      try (Subscribers subscribers = Subscribers.start(server, connections, channels, events)) {
        Counts ready = subscribers.ready();
        double handshake = (probe.cpuNanos() - cpu) / 1e3 / connections;
        hearOne(server, subscribers, connections);
        Thread.sleep(1000);
        final long rssOpen = probe.rss();
        final long pssOpen = probe.pss();
        Probe.Heap open = probe.liveHeap();
        Sample sample =
            new Sample(
                name,
                base,
                rss,
                rssOpen,
                pss,
                pssOpen,
                probe.rss(),
                heap.bytes(),
                open.bytes(),
                ready.number("connect_s"),
                handshake,
                perConnection(heap, open));
        samples.add(sample);
        progress(sample);
        return sample;
      }
    }
  }

  private void progress(Sample sample) {
    Report.progress(
        String.format(
            Locale.ROOT,
            "%s: %.0f B of live heap a connection, %.0f B RSS, base RSS %s MiB",
            sample.name(),
            heapEach(sample),
            rssEach(sample),
            mebi((double) sample.baseRss())));
  }

  private void warmUp(Server server, boolean events) throws IOException, InterruptedException {
    int warm = Math.min(WARM_CONNECTIONS, connections);
    try (Subscribers subscribers = Subscribers.start(server, warm, channels, events)) {
      subscribers.ready();
      hearOne(server, subscribers, warm);
    }
    Thread.sleep(2000);
  }

  private void hearOne(Server server, Subscribers subscribers, int wanted)
      throws IOException, InterruptedException {
    Publish.Outcome outcome =
        Publish.run(
            server
                .target()
                .publishing(server.port(), channels, PUBLICATIONS_A_SECOND, channels, BODY_BYTES));
    Counts counts = subscribers.await(wanted, 30);
    if (counts.whole("messages") != wanted || outcome.refused() != 0) {
      throw new IOException(
          "each connection should hear one publication: heard "
              + counts.whole("messages")
              + " of "
              + wanted
              + ", refused "
              + outcome.refused()
              + " "
              + outcome.firstRefusal());
    }
  }

  private Map<String, Double> perConnection(Probe.Heap before, Probe.Heap open) {
    Map<String, Double> each = new HashMap<>();
    open.byClass()
        .forEach((name, bytes) -> {
          long grown = bytes - before.byClass().getOrDefault(name, 0L);
          each.put(name, grown / (double) connections);
        });
    return each;
  }

  double heapEach(Sample s) {
    return (s.heapOpen() - s.heapBefore()) / (double) connections;
  }

  double rssEach(Sample s) {
    return (s.rssOpen() - s.rssBefore()) / (double) connections;
  }

  /** The median of a figure over the fresh servers of one name. */
  double median(String name, ToDoubleFunction<Sample> figure) {
    return Report.median(
        samples.stream()
            .filter(s -> s.name().equals(name))
            .map(s -> figure.applyAsDouble(s))
            .toList());
  }

  /** Writes one row a server, and what classes a connection's bytes are. */
  void tell(Report report) {
    report.heading("Idle connections");
    report.say(
        fixed(connections, 0)
            + " connections, one subscription each, over "
            + fixed(channels, 0)
            + " channels; medians of fresh servers. Live heap is what `jcmd GC.class_histogram`"
            + " counts after a full collection, less what it counted before, after "
            + fixed(Math.min(WARM_CONNECTIONS, connections), 0)
            + " connections had come and gone. The kernel's share of a socket is not in it.");
    headings(report);
    for (String name : samples.stream().map(Sample::name).distinct().toList()) {
      tellOne(report, name);
    }
    for (String name : samples.stream().map(Sample::name).distinct().toList()) {
      tellClasses(report, name);
    }
  }

  private static void headings(Report report) {
    report.row(
        "server",
        "fresh servers",
        "live heap B/connection",
        "RSS B/connection",
        "PSS B/connection",
        "base RSS MiB",
        "RSS with all open MiB",
        "RSS after GC MiB",
        "live heap with all open MiB",
        "all open after s",
        "CPU µs/handshake");
    report.rule(11);
  }

  private void tellOne(Report report, String name) {
    report.row(
        name,
        "" + samples.stream().filter(s -> s.name().equals(name)).count(),
        fixed(median(name, this::heapEach), 0),
        fixed(median(name, this::rssEach), 0),
        fixed(median(name, s -> (s.pssOpen() - s.pssBefore()) / (double) connections), 0),
        mebi(median(name, s -> s.baseRss())),
        mebi(median(name, s -> s.rssOpen())),
        mebi(median(name, s -> s.rssAfterGc())),
        mebi(median(name, s -> s.heapOpen())),
        fixed(median(name, s -> s.connectSeconds()), 2),
        fixed(median(name, s -> s.handshakeCpuMicros()), 0));
  }

  private void tellClasses(Report report, String name) {
    Sample last = samples.stream().filter(s -> s.name().equals(name)).toList().getLast();
    report.heading("Where the heap goes: " + name);
    report.row("class", "bytes a connection");
    report.rule(2);
    last.byClass().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(CLASSES_TOLD)
        .filter(e -> e.getValue() >= 1)
        .forEach(e -> report.row("`" + e.getKey() + "`", fixed(e.getValue(), 1)));
  }
}
