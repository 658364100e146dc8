package dev.freshet.bench.console;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.Report;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How late the timers of the event loops ran in a turn.
 *
 * @param ticks how often they ran
 * @param late5 how often more than 5 ms late, and so on
 * @param worst in milliseconds
 */
public record Lags(long ticks, long late5, long late10, long late25, long late50, double worst) {
  /** From the counts of a histogram in seconds, by the upper bounds of its buckets. */
  public static Lags between(Map<String, Long> before, Map<String, Long> after, double worst) {
    long all = since(before, after, "+Inf");
    return new Lags(
        all,
        all - since(before, after, "0.005"),
        all - since(before, after, "0.01"),
        all - since(before, after, "0.025"),
        all - since(before, after, "0.05"),
        worst);
  }

  private static long since(Map<String, Long> before, Map<String, Long> after, String bound) {
    Long then = before.get(bound);
    Long now = after.get(bound);
    if (then == null || now == null) {
      throw new IllegalStateException("the loops' lag has no bucket of " + bound);
    }
    return now - then;
  }

  Lags and(Lags other) {
    return new Lags(
        ticks + other.ticks,
        late5 + other.late5,
        late10 + other.late10,
        late25 + other.late25,
        late50 + other.late50,
        Math.max(worst, other.worst));
  }

  Stream<String> cells() {
    return Stream.of(
        fixed(100.0 * late5 / ticks, 2),
        Report.whole(late10),
        Report.whole(late25),
        Report.whole(late50),
        fixed(worst, 1));
  }
}
