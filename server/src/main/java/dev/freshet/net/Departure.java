package dev.freshet.net;

import dev.freshet.model.CloseReason;
import dev.freshet.wire.Signal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends connections away at a pace, each with a time of its own after which it may come back, so
 * that they do not come to the other nodes all at once. Called on threads that are no loops.
 */
public final class Departure {
  /** Those who are taken elsewhere come back within this; their departures are spread already. */
  private static final int MOVED_MILLIS = 1_000;

  private static final int PROGRESS_MILLIS = 1_000;

  /** How many are cut off until the loops look at their other sockets. */
  private static final int TURN = 1_024;

  private final Loops loops;
  private final long retryMillis;

  /**
   * Of the connections of these loops.
   *
   * @param retryMillis how long clients wait at least where no other node takes them
   */
  public Departure(Loops loops, long retryMillis) {
    this.loops = loops;
    this.retryMillis = retryMillis;
  }

  /**
   * Closes every connection, every idle socket at once, and lets requests that are under way be
   * answered.
   *
   * @param window over which the closes are spread; zero for at once
   * @param deadline how long to wait for the last to be gone, the window included
   * @param reason asked before each share of the closes
   * @param progress hears how many are left, about once a second
   * @return how many sockets were still open at the deadline
   */
  public int stop(
      Duration window, Duration deadline, Supplier<CloseReason> reason, IntConsumer progress)
      throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + deadline.toNanos();
    long spread = begun + window.toNanos();
    var convoy = Convoy.gather(loops, Wheel.Timed::stopping);
    var pace = new Pace(perSecond(convoy.left(), window), begun);
    int open = convoy.open();
    for (int step = 0; open > 0 && System.nanoTime() < end; step++) {
      long now = System.nanoTime();
      convoy.send(now >= spread ? convoy.left() : pace.share(now), away(reason.get()));
      if (step % (PROGRESS_MILLIS / Pace.STEP_MILLIS) == 0) {
        progress.accept(open);
      }
      pause(Math.min(Pace.STEP_MILLIS, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      var later = Convoy.gather(loops, Wheel.Timed::stopping);
      open = later.open();
      if (convoy.left() == 0) {
        // Who finished a handshake meanwhile is not in the first convoy.
        convoy = later;
      }
    }
    return open;
  }

  /** The rate that has so many gone within the window, and one a step at least. */
  private static int perSecond(int connections, Duration window) {
    long millis = Math.max(Pace.STEP_MILLIS, window.toMillis());
    long least = 1_000 / Pace.STEP_MILLIS;
    return Math.clamp((connections * 1_000L + millis - 1) / millis, (int) least, Integer.MAX_VALUE);
  }

  /**
   * Closes connections at a rate; those that speak HTTP stay.
   *
   * @param most how many at most
   * @param perSecond 1 or more
   * @param reason asked before each share of the closes
   * @return how many it closed: {@code most}, or all there were
   */
  public int send(int most, int perSecond, Supplier<CloseReason> reason)
      throws InterruptedException {
    var convoy = Convoy.gather(loops, timed -> {});
    var pace = new Pace(perSecond, System.nanoTime());
    int sent = 0;
    while (sent < most && convoy.left() > 0) {
      int share = Math.min(pace.share(System.nanoTime()), most - sent);
      sent += convoy.send(share, away(reason.get()));
      if (sent < most && convoy.left() > 0) {
        pause(Pace.STEP_MILLIS);
      }
    }
    return sent;
  }

  /**
   * Cuts connections off without a word, as a network that fails would: a share of them, chosen at
   * random over all loops, as fast as the loops can.
   *
   * @param percent 1 to 100; of any connections at all, one is cut at least
   * @param app the id of the app whose connections are meant; null for all
   * @param reset whether peers are told by a reset, and not that the stream ended
   */
  public Dropped drop(int percent, @Nullable String app, boolean reset)
      throws InterruptedException {
    var convoy =
        Convoy.gather(loops, connection -> app == null || connection.isOf(app), timed -> {});
    int found = convoy.left();
    int wanted = (int) (((long) found * percent + 99) / 100);
    var cut = new AtomicInteger();
    for (int sent = 0; sent < wanted; ) {
      sent +=
          convoy.send(
              Math.min(wanted - sent, TURN),
              connection -> cut.addAndGet(connection.cut(reset) ? 1 : 0));
    }
    return new Dropped(found, cut.get());
  }

  /**
   * What a drill did.
   *
   * @param connections how many there were
   * @param dropped how many of them were cut off
   */
  public record Dropped(int connections, int dropped) {}

  /** Closes a socket with nothing written before, neither by TLS. On its loop. */
  static void cut(Channel socket, boolean reset) {
    if (reset) {
      var _ = socket.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    socket.unsafe().close(socket.unsafe().voidPromise());
  }

  /** What clients are told that somebody takes at once: a time of their own. */
  static Signal.ComeBack soon() {
    return new Signal.ComeBack(ThreadLocalRandom.current().nextInt(MOVED_MILLIS));
  }

  private Consumer<Connection> away(CloseReason reason) {
    return reason == CloseReason.MOVED
        ? connection -> connection.close(reason, soon())
        : connection ->
            connection.close(reason, new Signal.ComeBack(retryMillis + random(retryMillis)));
  }

  private static long random(long bound) {
    return ThreadLocalRandom.current().nextLong(Math.max(1, bound));
  }

  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(Math.max(0, millis));
  }
}
