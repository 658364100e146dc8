package dev.freshet.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class HandClock implements InstantSource {
  private final AtomicLong millis = new AtomicLong(1_750_000_000_000L);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  @Override
  public long millis() {
    return millis.get();
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    millis.addAndGet(time.toMillis());
  }
}
