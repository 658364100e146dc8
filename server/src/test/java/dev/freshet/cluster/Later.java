package dev.freshet.cluster;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a node and a server elsewhere: answers come when a test lets them, in the
 * order of the calls, or calls are refused because nobody is there. For one thread.
 */
public final class Later {
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean holding;
  private boolean away;

  /** From now on answers wait for {@link #release}. */
  public void hold() {
    holding = true;
  }

  /** Lets all answers go that wait, and those that follow at once. */
  public void release() {
    holding = false;
    for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
      answer.run();
    }
  }

  /** Lets the oldest answer go; whether there was one. */
  public boolean releaseOne() {
    Runnable answer = held.poll();
    if (answer != null) {
      answer.run();
    }
    return answer != null;
  }

  /** From now on calls are refused, or taken again. */
  public void away(boolean now) {
    away = now;
  }

  /** Whether calls are refused now. */
  public boolean isAway() {
    return away;
  }

  /** Makes a call, or refuses it; its answer waits when answers do. */
  <T extends @Nullable Object> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
    CompletionStage<T> answer =
        away
            ? CompletableFuture.failedFuture(new Refused(Problem.BROKER_UNAVAILABLE, "away"))
            : call.get();
    if (!holding) {
      return answer;
    }
    var later = new CompletableFuture<T>();
    held.add(() ->
        answer.whenComplete((value, failure) -> {
          if (failure == null) {
            later.complete(value);
          } else {
            later.completeExceptionally(failure);
          }
        }));
    return later;
  }
}
