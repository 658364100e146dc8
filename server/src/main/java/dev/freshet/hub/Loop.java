package dev.freshet.hub;

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
}
