package dev.freshet.bench.jmh;

import dev.freshet.hub.Loop;
import java.util.ArrayDeque;
import java.util.Queue;

/** A loop that is the calling thread: what is executed waits until {@link #runAll}. */
final class TaskLoop implements Loop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void afterIo(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  /** Runs until nothing waits, what the tasks add included. */
  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
