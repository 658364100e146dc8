package dev.freshet.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An event loop that runs when a test says so. The thread that made it is the loop's; others may
 * only {@link #execute}.
 */
public final class HandLoop implements Loop {
  private static final int MAX_TURNS = 100_000;

  private final Thread owner = Thread.currentThread();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Runnable> afterIo = new ArrayList<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void afterIo(Runnable task) {
    if (!inLoop()) {
      throw new IllegalStateException("afterIo: off the loop");
    }
    afterIo.add(task);
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread().equals(owner);
  }

  /** How many tasks wait, those for after the next look at the sockets included. */
  public int waiting() {
    return tasks.size() + afterIo.size();
  }

  /** Runs every task that waits, then looks at the imaginary sockets. */
  public void turn() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    tasks.addAll(afterIo);
    afterIo.clear();
  }

  /** Turns until nothing waits; says how many turns that took. */
  public int run() {
    int turns = 0;
    while (waiting() > 0) {
      if (++turns > MAX_TURNS) {
        throw new AssertionError("the loop never comes to rest");
      }
      turn();
    }
    return turns;
  }
}
