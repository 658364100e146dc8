package dev.freshet.tools.load.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The frame of a measurement at one rate after the other: warm-up, then each with its verdict. */
final class AtRates {
  private final Course course;
  private final Rates rates;
  private final List<Verdict> verdicts = new ArrayList<>();

  AtRates(Course course, Rates rates) {
    this.course = course;
    this.rates = rates;
  }

  /** What is measured. */
  interface Measurement {
    /**
     * Does it once.
     *
     * @param told where its figures go
     * @return what the server's CPU is divided by
     */
    long run(int rate, int seconds, Map<String, Object> told)
        throws IOException, InterruptedException;

    /** Told once all figures are there. */
    String line(Map<String, Object> told);
  }

  /**
   * Measures all.
   *
   * @param unit what CPU is counted for, such as {@code delivery}
   */
  void measure(Map<String, Object> report, String unit, Measurement measurement)
      throws IOException, InterruptedException {
    if (rates.warmup() > 0) {
      course.watch().phase("warm up");
      for (int rate : rates.rates()) {
        var _ = measurement.run(rate, rates.warmup(), new LinkedHashMap<>());
      }
    }
    var all = new ArrayList<Map<String, Object>>();
    for (int rate : rates.rates()) {
      course.watch().phase(name(rate));
      var map = new LinkedHashMap<String, Object>();
      map.put("rate", rate);
      Watch.Cpu from = course.watch().cpu();
      long count = measurement.run(rate, rates.seconds(), map);
      Watch.Cpu to = course.watch().cpu();
      Reports.cpuEach(map, "cpu-us-per-" + unit, from, to, count, 0);
      double clients = (to.clients() - from.clients()) / 1e3;
      Figures.put(map, "client-us-per-" + unit, clients / Math.max(1, count), 3);
      Verdict verdict = Verdict.between(from, to);
      verdicts.add(verdict);
      map.put("verdict", verdict.map());
      course.telling().step(name(rate) + ": " + measurement.line(map));
      all.add(map);
    }
    report.put("rates", all);
  }

  private static String name(int rate) {
    return rate == 0 ? "as fast as answers come" : rate + "/s";
  }

  /** The end of the report. */
  Map<String, Object> finish(Map<String, Object> report) {
    return course.finish(report, verdicts);
  }
}
