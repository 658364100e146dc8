package dev.freshet.session.webhook;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says when an event that is kept elsewhere, so that another node could tell it, was told to all it
 * is for, or given up. From any thread.
 */
final class Receipt {
  private final Runnable done;
  private final AtomicInteger left = new AtomicInteger();

  Receipt(Runnable done) {
    this.done = done;
  }

  /** For so many it is. */
  void expect(int targets) {
    left.set(targets);
    if (targets == 0) {
      done.run();
    }
  }

  /** One of them was told, or given up. */
  void settled() {
    if (left.decrementAndGet() == 0) {
      done.run();
    }
  }
}
