package dev.freshet.net;

import dev.freshet.model.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sends all connections of a server away in paced batches, so that they do not come back to the
 * other nodes all at once. Called on one thread that is no loop.
 */
public final class Departure {
  private static final int STEP_MILLIS = 100;
  private static final int STEPS_A_SECOND = 1_000 / STEP_MILLIS;

  /**
   * What a look at a loop found.
   *
   * @param connections those that talk; touched on the loop only
   * @param open how many sockets are open, those that speak HTTP included
   */
  private record Look(Queue<Connection> connections, int open) {}

  /** How long a loop may take to be looked at. */
  private static final int LOOK_MILLIS = 1_000;

  private static final Look UNKNOWN = new Look(new ArrayDeque<>(0), 1);

  private final Loops loops;

  /** Of the connections of these loops. */
  public Departure(Loops loops) {
    this.loops = loops;
  }

  /**
   * Closes every connection with {@link CloseReason#GOING_AWAY}, every idle socket at once, and
   * lets requests that are under way be answered.
   *
   * @param window over which the closes are spread; zero for at once
   * @param deadline how long to wait for the last to be gone, the window included
   * @param progress hears how many are left, about once a second
   * @return how many sockets were still open at the deadline
   */
  public int run(Duration window, Duration deadline, IntConsumer progress)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    List<Look> looks = look();
    int steps = Math.max(1, (int) (window.toMillis() / STEP_MILLIS));
    int left = open(looks);
    for (int step = steps; left > 0 && System.nanoTime() < end; step--) {
      closeShare(looks, Math.max(step, 1));
      if (step % STEPS_A_SECOND == 0) {
        progress.accept(left);
      }
      pause(end);
      List<Look> now = look();
      left = open(now);
      if (step <= 1) {
        // Who finished a handshake meanwhile is not in the first look.
        looks = now;
      }
    }
    return left;
  }

  private void closeShare(List<Look> looks, int stepsLeft) throws InterruptedException {
    List<Station> stations = loops.stations();
    var done = new CountDownLatch(stations.size());
    for (int i = 0; i < stations.size(); i++) {
      Queue<Connection> queue = looks.get(i).connections();
      stations
          .get(i)
          .shard()
          .loop()
          .execute(() -> {
            int share = (queue.size() + stepsLeft - 1) / stepsLeft;
            for (int n = 0; n < share && !queue.isEmpty(); n++) {
              queue.remove().close(CloseReason.GOING_AWAY);
            }
            done.countDown();
          });
    }
    var _ = done.await(STEP_MILLIS * 10L, TimeUnit.MILLISECONDS);
  }

  /** Finds what is open on each loop, and tells what speaks HTTP that it should end. */
  private List<Look> look() {
    var looks = new ArrayList<Look>();
    for (Station station : loops.stations()) {
      var found = new CompletableFuture<Look>();
      station.shard().loop().execute(() -> found.complete(look(station)));
      // A loop that does not come round must not hold up the end: what it has counts as open.
      looks.add(found.completeOnTimeout(UNKNOWN, LOOK_MILLIS, TimeUnit.MILLISECONDS).join());
    }
    return looks;
  }

  private static Look look(Station station) {
    var connections = new ArrayDeque<Connection>();
    station
        .wheel()
        .forEach(timed -> {
          if (timed instanceof Connection connection) {
            connections.add(connection);
          } else {
            timed.stopping();
          }
        });
    return new Look(connections, station.wheel().size());
  }

  private static int open(List<Look> looks) {
    return looks.stream().mapToInt(Look::open).sum();
  }

  private static void pause(long end) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    Thread.sleep(Math.clamp(left, 0, STEP_MILLIS));
  }
}
