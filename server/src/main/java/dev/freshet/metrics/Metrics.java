package dev.freshet.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The numbers of one node; created once and handed to whoever counts. There is no registry of the
 * JVM, so that two servers in one process count apart. May be used from any thread.
 *
 * <p>Hot paths ask for their {@link Count} once and keep it; {@link #add} is an array access and
 * serves rows without labels as well. Label values come from configuration and closed tables, never
 * from what a client sends: a number lives as long as the process.
 */
public final class Metrics {
  /** The media type of {@link #scrape}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final Map<Metric, Family> families = new EnumMap<>(Metric.class);
  private final Map<Metric, Count> plain = new EnumMap<>(Metric.class);

  /**
   * All rows of the table, those without labels at zero.
   *
   * @param version of the build
   * @param commit of the build
   */
  public Metrics(String version, String commit) {
    for (Metric metric : Metric.values()) {
      var family = new Family(metric);
      families.put(metric, family);
      if (metric.labels().isEmpty() && metric.type() != Metric.Type.HISTOGRAM) {
        plain.put(metric, family.count());
      }
    }
    count(Metric.BUILD, version, commit, System.getProperty("java.version", "")).increment();
    ProcessFigures.register(this);
  }

  /** Numbers of an unnamed build, for tests and tools. */
  public Metrics() {
    this("unknown", "unknown");
  }

  /**
   * The number of a counter or gauge with these label values; the same one for the same values.
   *
   * @param labels as many values as the row has labels, in its order
   */
  public Count count(Metric metric, String... labels) {
    return family(metric).count(labels);
  }

  /**
   * A number for each constant of an enum, for a row with one label; all are exposed at once, at
   * zero.
   *
   * @param name the label value of a constant
   */
  public <E extends Enum<E>> Map<E, Count> each(
      Metric metric, Class<E> type, Function<E, String> name) {
    var counts = new EnumMap<E, Count>(type);
    for (E constant : type.getEnumConstants()) {
      counts.put(constant, count(metric, name.apply(constant)));
    }
    return Collections.unmodifiableMap(counts);
  }

  /** Adds to a counter or gauge that has no labels. */
  public void add(Metric metric, long amount) {
    Count count = plain.get(metric);
    if (count == null) {
      throw new IllegalArgumentException(
          "metric: %s (expected: a counter or gauge without labels)".formatted(metric.exposed()));
    }
    count.add(amount);
  }

  /** Adds one to a counter or gauge that has no labels. */
  public void increment(Metric metric) {
    add(metric, 1);
  }

  /**
   * Has a value asked for whenever it is scraped. Several suppliers for the same labels add up, so
   * each loop may register its share.
   *
   * @param supplier called on the scraping thread: reads without blocking; NaN while it has none
   */
  public void gauge(Metric metric, DoubleSupplier supplier, String... labels) {
    family(metric).supply(supplier, labels);
  }

  /** The observations of a histogram. */
  public Distribution histogram(Metric metric) {
    return family(metric).distribution();
  }

  /** The value of a counter or gauge now, 0 when nothing was counted; for tests and the console. */
  public double value(Metric metric, String... labels) {
    return family(metric).value(labels);
  }

  /** The value of a counter or gauge now, over all values of its labels. */
  public double total(Metric metric) {
    return family(metric).values(values -> "").getOrDefault("", 0.0);
  }

  /** The value of a counter or gauge now, by the value of one of its labels. */
  public Map<String, Double> totals(Metric metric, String label) {
    int index = metric.labels().indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException(
          "label: %s (expected: one of %s)".formatted(label, metric.labels()));
    }
    return family(metric).values(values -> values.get(index));
  }

  /**
   * Writes everything in the Prometheus text format, version 0.0.4.
   *
   * @param out stays open
   */
  public void scrape(OutputStream out) throws IOException {
    var snapshots = new MetricSnapshots(families.values().stream().map(Family::snapshot).toList());
    PrometheusTextFormatWriter.create().write(out, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
  }

  private Family family(Metric metric) {
    Family family = families.get(metric);
    if (family == null) {
      throw new IllegalStateException("metric: %s (expected: a row)".formatted(metric));
    }
    return family;
  }
}
