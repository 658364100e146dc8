package dev.freshet.it;

import dev.freshet.metrics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names in an expression of PromQL, as far as the expressions of this repository go.
 *
 * @param series names of series
 * @param labels names of labels, in matchers and lists
 */
record PromExpression(Set<String> series, Set<String> labels) {
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "by", "on", "without", "ignoring", "group_left", "bool");

  /** What Prometheus adds to every series, and histograms to their buckets. */
  private static final Set<String> EVERYWHERE = Set.of("job", "instance", "le");

  /** Made by Prometheus itself for each target. */
  private static final Set<String> NOT_OURS = Set.of("up");

  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
  private static final Pattern LIST =
      Pattern.compile("\\b(?:by|on|without|ignoring|group_left)\\s*\\(([^)]*)\\)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\s*\\()?");

  static PromExpression of(String text) {
    var labels = new TreeSet<String>();
    String rest = take(text, MATCHER, labels);
    var lists = new ArrayList<String>();
    rest = take(rest, LIST, lists);
    lists.forEach(list -> labels.addAll(Arrays.asList(list.strip().split("\\s*,\\s*", -1))));
    rest = rest.replaceAll("\\[[^]]*]", " ").replaceAll("\\b\\d[\\w.]*", " ");
    var series =
        NAME.matcher(rest)
            .results()
            .filter(name -> name.group(1) == null)
            .map(name -> name.group())
            .filter(name -> !WORDS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    return new PromExpression(series, labels);
  }

  /** Series that no metric of the table makes. */
  List<String> unknownSeries() {
    return series.stream()
        .filter(name -> !NOT_OURS.contains(name) && metricsOf(name).isEmpty())
        .toList();
  }

  /** Labels that none of the metrics has. */
  List<String> unknownLabels() {
    var known = new HashSet<>(EVERYWHERE);
    series.forEach(name -> metricsOf(name).forEach(metric -> known.addAll(metric.labels())));
    return labels.stream().filter(label -> !known.contains(label)).toList();
  }

  private static List<Metric> metricsOf(String series) {
    return Arrays.stream(Metric.values()).filter(each -> makes(each, series)).toList();
  }

  private static boolean makes(Metric metric, String series) {
    if (metric.type() != Metric.Type.HISTOGRAM) {
      return metric.exposed().equals(series);
    }
    return Stream.of("_bucket", "_sum", "_count")
        .anyMatch(part -> (metric.exposed() + part).equals(series));
  }

  private static String take(String text, Pattern pattern, Collection<String> into) {
    Matcher matcher = pattern.matcher(text);
    var rest = new StringBuilder();
    while (matcher.find()) {
      into.add(matcher.group(1));
      matcher.appendReplacement(rest, " ");
    }
    return matcher.appendTail(rest).toString();
  }
}
