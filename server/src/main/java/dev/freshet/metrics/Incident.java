package dev.freshet.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Something that may go wrong many times a second and is worth one line of the log: it writes at
 * most one a second, with how often it happened since the last. From any thread.
 */
public final class Incident {
  private static final long SECOND = 1_000_000_000L;

  private final System.Logger log;
  private final System.Logger.Level level;
  private final String text;
  private final LongSupplier nanos;
  private final AtomicLong since = new AtomicLong();
  private final AtomicLong nextLine;

  /**
   * An incident that has not happened yet.
   *
   * @param text what the line says; never of a body, a secret or a token
   */
  public Incident(System.Logger log, System.Logger.Level level, String text) {
    this(log, level, text, System::nanoTime);
  }

  Incident(System.Logger log, System.Logger.Level level, String text, LongSupplier nanos) {
    this.log = log;
    this.level = level;
    this.text = text;
    this.nanos = nanos;
    this.nextLine = new AtomicLong(nanos.getAsLong());
  }

  /** It happened; the line shows the cause of the time it is written at. */
  public void happened(Throwable cause) {
    since.incrementAndGet();
    long now = nanos.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + SECOND)) {
      long count = since.getAndSet(0);
      log.log(level, count == 1 ? text : text + " (" + count + " times)", cause);
    }
  }
}
