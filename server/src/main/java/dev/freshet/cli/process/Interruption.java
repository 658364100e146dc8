package dev.freshet.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, SIGINT and SIGTERM interrupt the thread that made this, and the process waits a
 * moment for it to leave in good order; the JVM then ends with 130 or 143.
 */
public final class Interruption implements AutoCloseable {
  private static final long GRACE_SECONDS = 2;

  private final CountDownLatch left = new CountDownLatch(1);
  private final Thread hook;

  /** Of the thread that makes it. */
  public Interruption() {
    Thread owner = Thread.currentThread();
    hook =
        new Thread(
            () -> {
              owner.interrupt();
              awaitLeaving();
            },
            "freshet-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitLeaving() {
    try {
      if (!left.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        hook.interrupt();
      }
    } catch (InterruptedException _) {
      // The JVM is ending anyway.
    }
  }

  @Override
  public void close() {
    left.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook is what brought us here.
    }
  }
}
