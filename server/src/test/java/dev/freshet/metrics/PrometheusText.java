package dev.freshet.metrics;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of the Prometheus text format 0.0.4, so that tests judge the output by the format
 * and not by the library that wrote it. Anything not in the format is an {@link AssertionError}.
 */
final class PrometheusText {
  private static final Pattern META =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\"\\\\n])*)\"(,|$)");

  /** A line with a value. */
  record Sample(String name, Map<String, String> labels, double value) {}

  /** All lines under one TYPE. */
  static final class Family {
    final String help;
    final List<Sample> samples = new ArrayList<>();
    String type = "";

    Family(String help) {
      this.help = help;
    }
  }

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable String current;

  private PrometheusText() {}

  static Map<String, Family> parse(String text) {
    check(text.isEmpty() || text.endsWith("\n"), "the last line must end");
    var parser = new PrometheusText();
    text.lines().forEach(parser::line);
    parser.families.forEach((name, family) -> {
      check(!family.samples.isEmpty(), name + " has no sample");
      if (family.type.equals("histogram")) {
        checkHistogram(name, family);
      }
    });
    return parser.families;
  }

  private void line(String line) {
    Matcher meta = META.matcher(line);
    if (meta.matches()) {
      meta(meta.group(1), meta.group(2), meta.group(3));
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    check(sample.matches(), "not a line of the format: " + line);
    String labels = sample.group(2) == null ? "" : sample.group(2);
    sample(new Sample(sample.group(1), labels(labels), number(sample.group(3))));
  }

  private void meta(String kind, String name, String rest) {
    if (kind.equals("HELP")) {
      check(families.put(name, new Family(rest)) == null, name + " comes twice");
      current = name;
    } else {
      check(name.equals(current), "TYPE without HELP: " + name);
      check(
          Set.of("counter", "gauge", "histogram").contains(rest), "type of " + name + ": " + rest);
      family(name).type = rest;
    }
  }

  private void sample(Sample sample) {
    check(current != null, "a sample before any TYPE: " + sample);
    String base = String.valueOf(current);
    Family family = family(base);
    boolean named =
        family.type.equals("histogram")
            ? Set.of(base + "_bucket", base + "_sum", base + "_count").contains(sample.name)
            : sample.name.equals(base);
    check(named, sample + " under " + base);
    check(seen.add(sample.name + sample.labels), sample + " comes twice");
    check(!family.type.equals("counter") || sample.value >= 0, sample + " is negative");
    family.samples.add(sample);
  }

  private Family family(String name) {
    Family family = families.get(name);
    check(family != null, "no family " + name);
    return requireNonNull(family);
  }

  private static Map<String, String> labels(String text) {
    var labels = new LinkedHashMap<String, String>();
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      check(label.find(at) && label.start() == at, "labels: " + text);
      check(labels.put(label.group(1), label.group(2)) == null, "label twice: " + text);
      at = label.end();
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void checkHistogram(String name, Family family) {
    double bound = Double.NEGATIVE_INFINITY;
    double count = 0;
    for (Sample sample : family.samples) {
      if (sample.name.endsWith("_bucket")) {
        double le = number(String.valueOf(sample.labels.get("le")));
        check(le > bound && sample.value >= count, name + " is not cumulative at " + le);
        bound = le;
        count = sample.value;
      } else if (sample.name.endsWith("_count")) {
        check(sample.value == count, name + " counts " + sample.value + ", buckets " + count);
      }
    }
    check(bound == Double.POSITIVE_INFINITY, name + " has no +Inf bucket");
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
