package dev.freshet.console.access;

import dev.freshet.model.PasswordHash;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Compares passwords one after the other, on a virtual thread that is there while somebody waits.
 * From any thread.
 */
final class PasswordCheck {
  private final PasswordHash hash;
  private final PasswordLine<Waiting> line = new PasswordLine<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private boolean underWay;

  private record Waiting(String password, CompletableFuture<Boolean> right) {}

  PasswordCheck(PasswordHash hash) {
    this.hash = hash;
  }

  /**
   * Whether a password is the right one.
   *
   * @param address of the client; null when it is gone
   * @param isKnown whether somebody entered from there
   * @return completed on a virtual thread
   * @throws Refused with {@link Problem#OVERLOADED} when too many wait, or one of that address
   */
  CompletionStage<Boolean> check(String password, @Nullable InetAddress address, boolean isKnown) {
    var waiting = new Waiting(password, new CompletableFuture<>());
    lock.lock();
    try {
      if (!line.add(LoginRate.key(address), isKnown, waiting)) {
        throw new Refused(Problem.OVERLOADED, "other passwords are being compared");
      }
      if (underWay) {
        arrived.signal();
      } else {
        underWay = true;
        Thread.ofVirtual().name("freshet-password").start(this::compare);
      }
    } finally {
      lock.unlock();
    }
    return waiting.right();
  }

  private void compare() {
    for (var next = next(); next != null; next = next()) {
      Waiting waiting = next.waiting();
      try {
        boolean right = hash.matches(waiting.password());
        done(next.key());
        waiting.right().complete(right);
      } catch (RuntimeException | Error e) {
        done(next.key());
        waiting.right().completeExceptionally(e);
      }
    }
  }

  private void done(Long key) {
    lock.lock();
    try {
      line.done(key);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for who is next; null when nobody is left. */
  private PasswordLine.@Nullable Next<Waiting> next() {
    lock.lock();
    try {
      while (!line.isEmpty()) {
        long now = System.nanoTime();
        var next = line.next(now);
        if (next != null) {
          return next;
        }
        var _ = arrived.await(line.pause(now), TimeUnit.NANOSECONDS);
      }
      underWay = false;
      return null;
    } catch (InterruptedException _) {
      // Who waits goes on with the next who comes.
      underWay = false;
      return null;
    } finally {
      lock.unlock();
    }
  }
}
