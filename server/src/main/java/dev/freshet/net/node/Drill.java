package dev.freshet.net.node;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Departure;
import dev.freshet.net.Departure.Dropped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Cuts connections off on purpose, so that operators learn what a storm of returning clients does
 * before one comes by itself. One at a time; from any thread.
 */
public final class Drill {
  private static final System.Logger LOG = System.getLogger(Drill.class.getName());

  private final Cutter cutter;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** What cuts off, as {@link Departure#drop} does. */
  @FunctionalInterface
  public interface Cutter {
    /** Cuts a share of the connections off, in percent; of one app, where its id is given. */
    Dropped drop(int share, @Nullable String app, boolean reset) throws InterruptedException;
  }

  /** Nothing is under way. */
  public Drill(Cutter cutter) {
    this.cutter = cutter;
  }

  /**
   * Which connections, and how.
   *
   * @param share percent of them, 1 to 100
   * @param app the id of the app whose connections are meant; null for all
   * @param reset whether peers are told by a reset, and not that the stream ended
   */
  public record Wish(int share, @Nullable String app, boolean reset) {}

  /**
   * Does it, and writes a line of the log that says who asked.
   *
   * @param asker the address that asked
   * @return what it did; never completed on a loop
   * @throws Refused with {@link Problem#OVERLOADED} while another is under way
   */
  public CompletionStage<Dropped> drop(Wish wish, String asker) {
    if (!underWay.compareAndSet(false, true)) {
      throw new Refused(Problem.OVERLOADED, "another drill is under way");
    }
    var done = new CompletableFuture<Dropped>();
    Thread.ofVirtual().name("freshet-drill").start(() -> carryOut(wish, asker, done));
    return done;
  }

  private void carryOut(Wish wish, String asker, CompletableFuture<Dropped> done) {
    try {
      Dropped dropped = cutter.drop(wish.share(), wish.app(), wish.reset());
      LOG.log(
          System.Logger.Level.WARNING,
          "drill: {0} of {1} connections cut off ({2} percent of {3}, by {4}), asked for by {5}",
          dropped.dropped(),
          dropped.connections(),
          wish.share(),
          wish.app() == null ? "all" : "app " + wish.app(),
          wish.reset() ? "reset" : "close",
          asker);
      underWay.set(false);
      done.complete(dropped);
    } catch (InterruptedException | RuntimeException e) {
      underWay.set(false);
      done.completeExceptionally(e);
    }
  }
}
