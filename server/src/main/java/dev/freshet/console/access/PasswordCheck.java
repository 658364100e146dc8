package dev.freshet.console.access;

import dev.freshet.model.PasswordHash;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Compares passwords on virtual threads: each takes a good part of a second of a core, so one is
 * compared at a time, and who comes meanwhile is told to come back. From any thread.
 */
final class PasswordCheck {
  private final PasswordHash hash;
  private final Semaphore underWay = new Semaphore(1);

  PasswordCheck(PasswordHash hash) {
    this.hash = hash;
  }

  /**
   * Whether a password is the right one.
   *
   * @return completed on a virtual thread
   * @throws Refused with {@link Problem#OVERLOADED} while another is compared
   */
  CompletionStage<Boolean> check(String password) {
    if (!underWay.tryAcquire()) {
      throw new Refused(Problem.OVERLOADED, "another password is being compared");
    }
    var right = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .name("freshet-password")
        .start(() -> {
          try {
            right.complete(hash.matches(password));
          } catch (RuntimeException | Error e) {
            right.completeExceptionally(e);
          } finally {
            underWay.release();
          }
        });
    return right;
  }
}
