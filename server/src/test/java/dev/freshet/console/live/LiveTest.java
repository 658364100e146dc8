package dev.freshet.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.Age;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.ConnectionSettings;
import dev.freshet.net.Loops;
import dev.freshet.net.Transport;
import dev.freshet.net.admission.AdmissionReport;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples by a clock that the test moves. */
class LiveTest {
  private final Metrics metrics = new Metrics();
  private final Loops loops = new Loops(Transport.NIO, 1);
  private final Hub hub =
      new Hub(
          loops.all(),
          new FakeBroker(),
          new LocalOccupancy(),
          new HubSettings(1, 1, 1, 1),
          metrics);
  private long nanos;

  @TempDir Path root;

  @AfterEach
  void stop() {
    loops.close();
  }

  private Live live() {
    loops.start(hub, metrics);
    var connections =
        new ConnectionServices(
            ConnectionSettings.ofMillis(1_000, 1_000, 1_000, 1_000, Age.of(0, 0)), metrics);
    return new Live(
        new Meter.Sources(
            metrics,
            hub,
            loops,
            connections,
            LiveTest::report,
            new ServerProcess(new Root(root), ServerProcess.SELF),
            () -> Instant.ofEpochMilli(nanos / 1_000_000),
            () -> nanos));
  }

  private static AdmissionReport report() {
    return new AdmissionReport(1, 2, 3, 0, 0, 10, 1, 0, 0, 0, Duration.ofMillis(1_500), 0, 0);
  }

  private void seconds(Live live, int count) {
    for (int i = 0; i < count; i++) {
      live.tick();
      nanos += 1_000_000_000L;
    }
  }

  private static String last(Live live) {
    return new String(live.samples(0).getLast(), StandardCharsets.UTF_8);
  }

  @Test
  void aSampleSaysWhatHappenedASecond() throws IOException {
    Path proc = Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(proc.resolve("stat"), "1 (a b) c) S" + " 0".repeat(10) + " 100 50 0\n");
    Files.writeString(proc.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");
    Live live = live();
    seconds(live, 1);
    Files.writeString(proc.resolve("stat"), "1 (a b) c) S" + " 0".repeat(10) + " 200 100 0\n");
    metrics.count(Metric.PUBLICATIONS, "1").add(40);
    metrics.count(Metric.PUBLICATIONS, "2").add(10);
    metrics.add(Metric.DELIVERIES, 350);
    metrics.histogram(Metric.BATCH_SIZE).observe(2);
    metrics.histogram(Metric.BATCH_SIZE).observe(3);
    metrics.count(Metric.CONNECTIONS, "1", "sse").add(2);
    metrics.count(Metric.CONNECTIONS, "2", "sse").add(3);
    seconds(live, 4);
    assertThat(live.samples(0)).hasSize(1);
    assertThat(last(live))
        .contains("\"t\":4000,", "\"in_s\":12.5,", "\"out_s\":87.5,", "\"batch\":2.5,")
        .contains("\"cpu_cores\":0.375,", "\"rss_bytes\":2097152,")
        .contains("\"cpu_us_per_message\":3750.0,", "\"bytes_per_connection\":null,")
        .contains("\"by_dialect\":{\"sse\":5},", "\"waiting\":6,", "\"recover_s\":1.5}");
  }

  @Test
  void whatCannotBeKnownIsNull() {
    Live live = live();
    seconds(live, 5);
    assertThat(last(live))
        .contains("\"cpu_cores\":null", "\"rss_bytes\":null", "\"batch\":null")
        .contains("\"cpu_us_per_message\":null");
  }

  @Test
  void anHourIsKeptAndNoMore() {
    Live live = live();
    seconds(live, 2 * 3_600);
    assertThat(live.samples(0)).hasSize(720);
    assertThat(last(live)).contains("\"t\":7199000,");
  }

  @Test
  void onlyWhatIsNewIsTold() {
    Live live = live();
    seconds(live, 20);
    assertThat(live.samples(0)).hasSize(4);
    assertThat(live.samples(14_000)).containsExactly(live.samples(0).getLast());
    assertThat(live.samples(19_000)).isEmpty();
  }

  @Test
  void nothingIsToldWhileNobodyHears() {
    Live live = live();
    seconds(live, 100);
    assertThat(hub.waitingBytes()).isZero();
    assertThat(metrics.value(Metric.DELIVERIES)).isZero();
  }
}
