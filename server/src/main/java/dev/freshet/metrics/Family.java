package dev.freshet.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The numbers of one {@link Metric}, one for each combination of label values. Numbers are created
 * when they are asked for and stay for the life of the process.
 */
final class Family {
  private final Metric metric;
  private final double[] bounds;
  private final ConcurrentMap<List<String>, Child> children = new ConcurrentHashMap<>();

  /** One combination of label values: what was added, and what is asked for at scrape time. */
  private static final class Child {
    final Count count = new Count();
    final Distribution distribution;
    final List<DoubleSupplier> suppliers = new CopyOnWriteArrayList<>();

    Child(double[] bounds) {
      distribution = new Distribution(bounds);
    }

    double value() {
      double value = count.sum();
      for (DoubleSupplier supplier : suppliers) {
        value += supplier.getAsDouble();
      }
      return value;
    }
  }

  Family(Metric metric) {
    this.metric = metric;
    this.bounds = metric.bounds();
    if (metric.labels().isEmpty()) {
      child(List.of());
    }
  }

  Count count(String... values) {
    require(metric.type() != Metric.Type.HISTOGRAM, "a counter or gauge");
    return child(List.of(values)).count;
  }

  Distribution distribution() {
    require(metric.type() == Metric.Type.HISTOGRAM, "a histogram");
    return child(List.of()).distribution;
  }

  void supply(DoubleSupplier supplier, String... values) {
    require(metric.type() != Metric.Type.HISTOGRAM, "a counter or gauge");
    child(List.of(values)).suppliers.add(supplier);
  }

  double value(String... values) {
    Child child = children.get(List.of(values));
    return child == null ? 0 : child.value();
  }

  /** The values now, added up by what {@code group} makes of their labels' values. */
  Map<String, Double> values(Function<List<String>, String> group) {
    var sums = new TreeMap<String, Double>();
    children.forEach(
        (values, child) -> sums.merge(group.apply(values), child.value(), Double::sum));
    return sums;
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "metric: %s (expected: %s)".formatted(metric.exposed(), expected));
    }
  }

  private Child child(List<String> values) {
    require(values.size() == metric.labels().size(), "values for " + metric.labels());
    return children.computeIfAbsent(values, v -> new Child(bounds));
  }

  MetricSnapshot snapshot() {
    // The library wants the name of a counter without its ending, and adds it again.
    String name =
        metric.type() == Metric.Type.COUNTER
            ? metric.exposed().substring(0, metric.exposed().length() - "_total".length())
            : metric.exposed();
    var metadata = new MetricMetadata(name, metric.sentence());
    return switch (metric.type()) {
      case COUNTER -> new CounterSnapshot(metadata, points(Family::counter));
      case GAUGE -> new GaugeSnapshot(metadata, points(Family::gauge));
      case HISTOGRAM -> new HistogramSnapshot(metadata, points(this::histogram));
    };
  }

  private interface Point<T> {
    T of(Child child, Labels labels);
  }

  private <T> List<T> points(Point<T> point) {
    return children.entrySet().stream()
        .filter(e -> !Double.isNaN(e.getValue().value()))
        .map((Map.Entry<List<String>, Child> e) -> point.of(e.getValue(), labels(e.getKey())))
        .toList();
  }

  private Labels labels(List<String> values) {
    return Labels.of(metric.labels(), values);
  }

  private static CounterSnapshot.CounterDataPointSnapshot counter(Child child, Labels labels) {
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .value(Math.max(0, child.value()))
        .labels(labels)
        .build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot gauge(Child child, Labels labels) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .value(child.value())
        .labels(labels)
        .build();
  }

  private HistogramSnapshot.HistogramDataPointSnapshot histogram(Child child, Labels labels) {
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, child.distribution.counts()))
        .sum(child.distribution.sum())
        .labels(labels)
        .build();
  }
}
