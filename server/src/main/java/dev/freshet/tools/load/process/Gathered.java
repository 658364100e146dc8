package dev.freshet.tools.load.process;

import dev.freshet.tools.load.frame.Histograms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What several processes counted, together. */
public record Gathered(List<Counts> parts) {

  /** The sum of a count. */
  public long sum(String name) {
    return parts.stream().mapToLong(each -> each.whole(name)).sum();
  }

  /** The largest of a number. */
  public double max(String name) {
    return parts.stream().mapToDouble(each -> each.number(name)).max().orElse(0);
  }

  /** All values of a histogram. */
  public Histogram histogram(String name) {
    Histogram all = Histograms.make();
    parts.forEach(each -> Histograms.add(all, each.text(name)));
    return all;
  }

  /** Sums by number, such as refusals by status. */
  public Map<Integer, Long> map(String name) {
    Map<Integer, Long> all = new TreeMap<>();
    parts.forEach(
        each -> each.map(name).forEach((number, count) -> all.merge(number, count, Long::sum)));
    return all;
  }
}
