package dev.freshet.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
  private final Metrics metrics = new Metrics("1.2.3", "abc");

  private enum Colour {
    RED,
    GREEN
  }

  private Map<String, PrometheusText.Family> scrape() throws IOException {
    var out = new ByteArrayOutputStream();
    metrics.scrape(out);
    return PrometheusText.parse(out.toString(StandardCharsets.UTF_8));
  }

  private PrometheusText.Family scraped(Metric metric) throws IOException {
    PrometheusText.Family family = scrape().get(metric.exposed());
    assertThat(family).as(metric.exposed()).isNotNull();
    return requireNonNull(family);
  }

  private double only(Metric metric) throws IOException {
    assertThat(scraped(metric).samples).hasSize(1);
    return scraped(metric).samples.getFirst().value();
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void everyNameSaysItsTypeAndUnit(Metric metric) {
    String name = metric.exposed();
    assertThat(name).matches("(freshet|process)(_[a-z]+)+");
    assertThat(name.endsWith("_total")).isEqualTo(metric.type() == Metric.Type.COUNTER);
    // The unit is a base unit and stands last: never inside the name, never another scale.
    assertThat(name.replaceAll("_(bytes|seconds)(_total)?$", ""))
        .doesNotContainPattern("_(bytes?|kib|mib|kb|mb|seconds?|ms|millis|nanos?|minutes?)(_|$)");
    assertThat(metric.sentence()).matches("[A-Z].*\\.");
    assertThat(metric.labels()).allMatch(label -> label.matches("[a-z]+")).doesNotHaveDuplicates();
  }

  @Test
  void noNameComesTwice() {
    var names = new HashSet<String>();
    for (Metric metric : Metric.values()) {
      assertThat(names.add(metric.exposed())).as(metric.exposed()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  @EnabledOnOs(OS.LINUX)
  void everyRowIsExposedWithItsTypeLabelsAndSentence(Metric metric) throws IOException {
    if (metric == Metric.BUILD) {
      assertThat(scraped(metric).samples).hasSize(1);
    } else if (!metric.labels().isEmpty()) {
      metrics.count(metric, metric.labels().toArray(String[]::new)).add(3);
    }
    PrometheusText.Family family = scraped(metric);
    assertThat(family.help).isEqualTo(metric.sentence());
    assertThat(family.type).isEqualTo(metric.type().name().toLowerCase(Locale.ROOT));
    if (metric.type() != Metric.Type.HISTOGRAM) {
      assertThat(family.samples.getFirst().labels().keySet())
          .containsExactlyInAnyOrderElementsOf(metric.labels());
    }
  }

  @Test
  void whatIsAddedIsScraped() throws IOException {
    metrics.add(Metric.DELIVERIES, 10_000);
    metrics.increment(Metric.DELIVERIES);
    assertThat(only(Metric.DELIVERIES)).isEqualTo(10_001);
    assertThat(metrics.value(Metric.DELIVERIES)).isEqualTo(10_001);
  }

  @Test
  void theSameLabelsAreTheSameNumberAndOthersAnother() throws IOException {
    Count opened = metrics.count(Metric.CONNECTIONS, "1", "plain");
    metrics.count(Metric.CONNECTIONS, "1", "plain").increment();
    opened.increment();
    opened.decrement();
    metrics.count(Metric.CONNECTIONS, "1", "sse").add(5);
    assertThat(opened).isSameAs(metrics.count(Metric.CONNECTIONS, "1", "plain"));
    assertThat(scraped(Metric.CONNECTIONS).samples)
        .extracting(PrometheusText.Sample::labels, PrometheusText.Sample::value)
        .containsExactlyInAnyOrder(
            tuple(Map.of("app", "1", "dialect", "plain"), 1.0),
            tuple(Map.of("app", "1", "dialect", "sse"), 5.0));
  }

  @Test
  void eachConstantIsExposedFromTheStart() throws IOException {
    Map<Colour, Count> counts = metrics.each(Metric.PROBLEMS, Colour.class, Colour::name);
    requireNonNull(counts.get(Colour.RED)).increment();
    assertThat(scraped(Metric.PROBLEMS).samples)
        .extracting(s -> s.labels().get("code"), PrometheusText.Sample::value)
        .containsExactlyInAnyOrder(tuple("RED", 1.0), tuple("GREEN", 0.0));
  }

  @Test
  void suppliersOfOneGaugeAddUp() throws IOException {
    metrics.gauge(Metric.MAILBOX_BYTES, () -> 1_000);
    metrics.gauge(Metric.MAILBOX_BYTES, () -> 24);
    assertThat(only(Metric.MAILBOX_BYTES)).isEqualTo(1_024);
  }

  @Test
  void aFigureThatIsNotThereIsNotExposed() throws IOException {
    metrics.gauge(Metric.HISTORY_BYTES, () -> Double.NaN);
    assertThat(scrape()).doesNotContainKey("freshet_history_bytes");
  }

  @Test
  void anObservationFallsIntoTheBucketWhoseBoundIncludesIt() throws IOException {
    Distribution batch = metrics.histogram(Metric.BATCH_SIZE);
    for (double size : new double[] {1, 2, 3, 1024, 5000}) {
      batch.observe(size);
    }
    assertThat(batch.count()).isEqualTo(5);
    assertThat(batch.sum()).isEqualTo(6030, within(1e-9));
    var buckets =
        scraped(Metric.BATCH_SIZE).samples.stream()
            .filter(s -> s.name().endsWith("_bucket"))
            .toList();
    assertThat(buckets)
        .filteredOn(s ->
            Set.of("1.0", "2.0", "4.0", "1024.0", "+Inf")
                .contains(String.valueOf(s.labels().get("le"))))
        .extracting(PrometheusText.Sample::value)
        .containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
  }

  @Test
  void labelValuesAreEscaped() throws IOException {
    metrics.count(Metric.PUBLICATIONS, "a\"b\\c\nd").increment();
    assertThat(scraped(Metric.PUBLICATIONS).samples.getFirst().labels())
        .containsEntry("app", "a\\\"b\\\\c\\nd");
  }

  @Test
  void aWrongUseIsToldInTheForm() {
    assertThatThrownBy(() -> metrics.count(Metric.PROBLEMS))
        .hasMessage("metric: freshet_problems_total (expected: values for [code])");
    assertThatThrownBy(() -> metrics.add(Metric.PROBLEMS, 1))
        .hasMessageContaining("(expected: a counter or gauge without labels)");
    assertThatThrownBy(() -> metrics.count(Metric.LOOP_LAG))
        .hasMessageContaining("(expected: a counter or gauge)");
    assertThatThrownBy(() -> metrics.histogram(Metric.DELIVERIES))
        .hasMessageContaining("(expected: a histogram)");
  }

  @Test
  void nothingIsLostWhenThreadsAddAtOnce() throws Exception {
    var go = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                awaitQuietly(go);
                for (int i = 0; i < 100_000; i++) {
                  metrics.increment(Metric.FRAMES_RECEIVED);
                  metrics.count(Metric.RESUMES, "unbroken").increment();
                }
              }));
    }
    go.countDown();
    scrape();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(only(Metric.FRAMES_RECEIVED)).isEqualTo(400_000);
    assertThat(only(Metric.RESUMES)).isEqualTo(400_000);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void twoNodesOfOneProcessCountApart() throws IOException {
    new Metrics().increment(Metric.DRAINS);
    assertThat(only(Metric.DRAINS)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theFiguresOfTheProcessAreItsOwn() throws IOException {
    assertThat(only(Metric.PROCESS_RESIDENT)).isGreaterThan(10e6);
    assertThat(only(Metric.HEAP_USED)).isBetween(1e5, only(Metric.HEAP_MAX));
    assertThat(only(Metric.PROCESS_OPEN_FDS)).isBetween(3.0, only(Metric.PROCESS_MAX_FDS));
    assertThat(only(Metric.PROCESS_CPU)).isPositive();
    assertThat(only(Metric.PROCESS_START)).isBetween(1.5e9, System.currentTimeMillis() / 1e3);
    assertThat(only(Metric.THREADS)).isGreaterThan(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void openFilesAreAsManyAsTheKernelLists() throws IOException {
    try (var listed = Files.list(Path.of("/proc/self/fd"))) {
      // What other threads open or close meanwhile, and the folder that is listed.
      assertThat(only(Metric.PROCESS_OPEN_FDS)).isCloseTo((double) listed.count(), within(5.0));
    }
  }
}
