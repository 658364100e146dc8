package dev.freshet.net;

import dev.freshet.model.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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

  private final Loops loops;

  /** Of the connections of these loops. */
  public Departure(Loops loops) {
    this.loops = loops;
  }

  /**
   * Closes every connection with {@link CloseReason#GOING_AWAY} and every idle socket.
   *
   * @param window over which the closes are spread; zero for at once
   * @param deadline how long to wait for the last to be gone, the window included
   * @param progress hears how many are left, about once a second
   * @return how many were still open at the deadline
   */
  public int run(Duration window, Duration deadline, IntConsumer progress)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    var queues = new ArrayList<Queue<Connection>>();
    for (Station station : loops.stations()) {
      queues.add(collect(station));
    }
    int steps = Math.max(1, (int) (window.toMillis() / STEP_MILLIS));
    int left = open();
    for (int step = steps; left > 0 && System.nanoTime() < end; step--) {
      closeShare(queues, Math.max(step, 1));
      if (step % STEPS_A_SECOND == 0) {
        progress.accept(left);
      }
      pause(end);
      left = open();
    }
    return left;
  }

  private void closeShare(List<Queue<Connection>> queues, int stepsLeft)
      throws InterruptedException {
    List<Station> stations = loops.stations();
    var done = new CountDownLatch(stations.size());
    for (int i = 0; i < stations.size(); i++) {
      Queue<Connection> queue = queues.get(i);
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

  /** The connections of a loop; afterwards the queue is touched on the loop only. */
  private static Queue<Connection> collect(Station station) throws InterruptedException {
    var queue = new ArrayDeque<Connection>();
    var done = new CountDownLatch(1);
    station
        .shard()
        .loop()
        .execute(() -> {
          station.forEachConnection(queue::add);
          done.countDown();
        });
    done.await();
    return queue;
  }

  private int open() throws InterruptedException {
    int open = 0;
    for (Station station : loops.stations()) {
      open += collect(station).size();
    }
    return open;
  }

  private static void pause(long end) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    Thread.sleep(Math.clamp(left, 0, STEP_MILLIS));
  }
}
