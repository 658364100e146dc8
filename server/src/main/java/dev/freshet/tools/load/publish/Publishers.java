package dev.freshet.tools.load.publish;

import dev.freshet.tools.load.frame.Histograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Several paced publishers at once, each on a connection of its own: answers come in order on a
 * connection, so that on a single one each publication would wait for the one before.
 */
public final class Publishers {
  private Publishers() {}

  /**
   * Runs all to their ends. Publishers of the same rate are spread evenly over the time between two
   * publications.
   *
   * @return what became of them together
   */
  public static Publish.Outcome run(List<Publishing> all) throws IOException, InterruptedException {
    var running = new ArrayList<Future<Publish.Outcome>>();
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, all.size()))) {
      for (int i = 0; i < all.size(); i++) {
        Publishing one = all.get(i);
        long delay = (long) (1e9 / one.perSecond() * i / all.size());
        running.add(threads.submit(() -> Publish.run(one, delay)));
      }
      var outcomes = new ArrayList<Publish.Outcome>();
      for (Future<Publish.Outcome> each : running) {
        outcomes.add(each.get());
      }
      return together(outcomes);
    } catch (ExecutionException e) {
      throw new IOException("a publisher ended: " + e.getCause(), e);
    }
  }

  private static Publish.Outcome together(List<Publish.Outcome> outcomes) {
    return new Publish.Outcome(
        outcomes.stream().mapToLong(Publish.Outcome::sent).sum(),
        outcomes.stream().mapToLong(Publish.Outcome::refused).sum(),
        outcomes.stream()
            .map(Publish.Outcome::firstRefusal)
            .filter(refusal -> !refusal.isEmpty())
            .findFirst()
            .orElse(""),
        outcomes.stream().mapToDouble(Publish.Outcome::seconds).max().orElse(0),
        merged(outcomes, Publish.Outcome::lags),
        merged(outcomes, Publish.Outcome::answers));
  }

  private static Histogram merged(
      List<Publish.Outcome> outcomes, Function<Publish.Outcome, Histogram> which) {
    Histogram merged = Histograms.make();
    outcomes.forEach(each -> merged.add(which.apply(each)));
    return merged;
  }
}
