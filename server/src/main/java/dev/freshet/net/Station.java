package dev.freshet.net;

import dev.freshet.hub.HubShard;
import dev.freshet.metrics.Count;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import io.netty.channel.SingleThreadEventLoop;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What one event loop owns: its shard of the hub and its timers. All methods are called on the loop
 * unless they say otherwise.
 */
public final class Station {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(Wheel.TICK_MILLIS);

  /** A question costs 0.3 µs, so 100,000 idle connections cost a loop 1% of its time this way. */
  private static final int SHARES = 16;

  /** How many ticks a lag is remembered: a second. */
  private static final int LAGS = 1_000 / Wheel.TICK_MILLIS;

  private final SingleThreadEventLoop eventLoop;
  private final HubShard shard;
  private final Wheel wheel = new Wheel();

  /** How late the latest of the last ticks was; written by the loop, read by anybody. */
  private volatile long lagNanos;

  private final long[] late = new long[LAGS];
  private int tick;

  /** What waits for the loop's connections; written by the loop, read by anybody. */
  private volatile long queuedBytes;

  private final Count receivedMade;
  private final Count sentMade;
  private final Count framesMade;
  private final Distribution lags;
  private long expected;

  /** Counted here and added up once a tick: a shared counter costs too much per delivery. */
  private long received;

  private long sent;
  private long frames;

  /** Which share of the connections the next tick asks for what waits, and what the others said. */
  private int share;

  private long queued;

  Station(SingleThreadEventLoop eventLoop, HubShard shard, Metrics metrics) {
    this.eventLoop = eventLoop;
    this.shard = shard;
    this.receivedMade = metrics.count(Metric.RECEIVED_BYTES);
    this.sentMade = metrics.count(Metric.SENT_BYTES);
    this.framesMade = metrics.count(Metric.FRAMES_RECEIVED);
    this.lags = metrics.histogram(Metric.LOOP_LAG);
    metrics.gauge(Metric.QUEUED_BYTES, () -> queuedBytes);
  }

  /**
   * Starts the clock of the timers; from any thread, once. Ticks that a stuck loop missed are not
   * made up for: peers would be dead whose answers nobody could have read meanwhile.
   */
  void start() {
    expected = System.nanoTime() + TICK_NANOS;
    var _ =
        eventLoop.scheduleWithFixedDelay(
            this::tick, Wheel.TICK_MILLIS, Wheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The loop's share of the hub. */
  public HubShard shard() {
    return shard;
  }

  /**
   * By how much the loop came late to its ticks within the last second, a measure of its load; from
   * any thread.
   */
  public long lagNanos() {
    return lagNanos;
  }

  void received(int bytes) {
    received += bytes;
  }

  void sent(int bytes) {
    sent += bytes;
  }

  void frame() {
    frames++;
  }

  /** The timers of this loop. */
  public Wheel wheel() {
    return wheel;
  }

  private void tick() {
    long now = Math.max(0, System.nanoTime() - expected);
    lags.observe(now / 1e9);
    late[tick] = now;
    tick = (tick + 1) % LAGS;
    lagNanos = Arrays.stream(late).max().orElse(0);
    receivedMade.add(received);
    sentMade.add(sent);
    framesMade.add(frames);
    received = 0;
    sent = 0;
    frames = 0;
    wheel.advance();
    sumQueued();
    expected = System.nanoTime() + TICK_NANOS;
  }

  /**
   * Asks a share of the connections a tick, so that all have been asked every four seconds and no
   * tick is long. One whose timer moves meanwhile may be asked twice or not at all.
   */
  private void sumQueued() {
    wheel.forEach(
        share,
        SHARES,
        timed -> {
          if (timed instanceof Connection connection) {
            queued += connection.queuedBytes();
          }
        });
    share = (share + 1) % SHARES;
    if (share == 0) {
      queuedBytes = queued;
      queued = 0;
    }
  }
}
