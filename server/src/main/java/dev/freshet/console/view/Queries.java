package dev.freshet.console.view;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Answers what takes a while on virtual threads, so that no event loop waits for the console, and
 * not too much of it at once. From any thread.
 */
final class Queries {
  /** How many may be under way. */
  static final int MOST = 16;

  private final Semaphore underWay = new Semaphore(MOST);
  private final Count busy;

  Queries(Metrics metrics) {
    this.busy = metrics.count(Metric.CONSOLE_REFUSED, "busy");
  }

  /** Answers with what is made on a virtual thread. */
  void answer(Exchange exchange, Supplier<Answer> made) {
    await(exchange, () -> CompletableFuture.completedFuture(made.get()));
  }

  /** Answers with what a stage completes with that is begun on a virtual thread. */
  void await(Exchange exchange, Supplier<? extends CompletionStage<Answer>> begun) {
    if (!underWay.tryAcquire()) {
      busy.increment();
      throw new Refused(Problem.OVERLOADED, "too much is asked of the console at once");
    }
    var answer =
        CompletableFuture.supplyAsync(begun::get, Thread::startVirtualThread)
            .thenCompose(stage -> stage);
    // Aside: a stage in between would hand a refusal on wrapped once more.
    var _ = answer.whenComplete((made, failure) -> underWay.release());
    exchange.await(answer, made -> made);
  }
}
