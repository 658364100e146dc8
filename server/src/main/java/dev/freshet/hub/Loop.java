package dev.freshet.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event loop, as the hub sees it: one thread that runs tasks in turns between its I/O. */
public interface Loop {

  /** Runs a task on the loop, in the order of the calls. From any thread. */
  void execute(Runnable task);

  /**
   * Runs a task on the loop after it has looked at its sockets again, so that a long job cut into
   * slices starves nobody. On the loop only.
   */
  void afterIo(Runnable task);

  /** Whether the calling thread is the loop's. */
  boolean inLoop();

  /** Runs a task at once when called on the loop, else as {@link #execute}. From any thread. */
  default void run(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Begins something on the loop: at once when called there, else as {@link #execute}. From any
   * thread.
   *
   * @return the stage that the task returned; fails with what it threw
   */
  default <T extends @Nullable Object> CompletionStage<T> call(
      Supplier<? extends CompletionStage<T>> task) {
    var begun = new CompletableFuture<CompletionStage<T>>();
    run(() -> {
      try {
        begun.complete(task.get());
      } catch (RuntimeException | Error e) {
        begun.completeExceptionally(e);
      }
    });
    return begun.thenCompose(stage -> stage);
  }
}
