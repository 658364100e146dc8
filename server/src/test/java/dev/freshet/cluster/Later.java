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
  private boolean losing;

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

  /** From now on calls are refused, or taken again. */
  public void away(boolean now) {
    away = now;
  }

  /** From now on calls are made and their answers lost, so that they look refused, or not. */
  public void losing(boolean now) {
    losing = now;
  }

  /** Makes a call, or refuses it; its answer waits when answers do. */
  <T extends @Nullable Object> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
    var refused = new Refused(Problem.BROKER_UNAVAILABLE, "away");
    CompletionStage<T> made = away ? CompletableFuture.failedFuture(refused) : call.get();
    CompletionStage<T> answer = losing ? CompletableFuture.failedFuture(refused) : made;
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
