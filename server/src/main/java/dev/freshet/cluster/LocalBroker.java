package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a node that stands alone. The stages it returns are completed, so that a caller on
 * an event loop goes on at once.
 *
 * <p>A channel's order is one of 256 locks, chosen by hash: under it a publication gets its offset,
 * is kept, and is delivered. All that is called under it is the history, the idempotency keys and
 * the receiver.
 */
public final class LocalBroker implements Broker {
  /** How long an idempotency key is remembered when nothing else is said. */
  public static final Duration DEFAULT_IDEMPOTENCY_WINDOW = Duration.ofMinutes(5);

  /** How many idempotency keys are remembered when nothing else is said. */
  public static final int DEFAULT_IDEMPOTENCY_KEYS = 100_000;

  private static final int STRIPES = 256;
  private static final CompletionStage<Published> WITHOUT_POSITION =
      CompletableFuture.completedFuture(new Published(null, false));
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final Object[] order = new Object[STRIPES];
  private final Set<ChannelName> listened = ConcurrentHashMap.newKeySet();
  private final LocalHistory history;
  private final IdempotencyKeys keys;
  private final InstantSource clock;
  private volatile @Nullable Receiver receiver;

  /** A broker with the default idempotency window and number of keys. */
  public LocalBroker(LocalHistory history, InstantSource clock) {
    this(history, clock, DEFAULT_IDEMPOTENCY_WINDOW, DEFAULT_IDEMPOTENCY_KEYS);
  }

  /**
   * A broker.
   *
   * @param idempotencyWindow how long a key is remembered, at least a millisecond
   * @param idempotencyKeys how many keys are remembered, from 1; the oldest is forgotten for a new
   *     one
   * @throws IllegalArgumentException when a value is out of range
   */
  public LocalBroker(
      LocalHistory history, InstantSource clock, Duration idempotencyWindow, int idempotencyKeys) {
    if (idempotencyWindow.toMillis() < 1) {
      throw new IllegalArgumentException(
          "idempotencyWindow: " + idempotencyWindow + " (expected: at least 1 ms)");
    }
    if (idempotencyKeys < 1) {
      throw new IllegalArgumentException(
          "idempotencyKeys: " + idempotencyKeys + " (expected: 1 or more)");
    }
    this.history = history;
    this.clock = clock;
    this.keys = new IdempotencyKeys(idempotencyWindow.toMillis(), idempotencyKeys);
    Arrays.setAll(order, i -> new Object());
  }

  @Override
  public void start(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Fails with {@link Problem#STOPPING} when closed or not yet started. */
  @Override
  public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
    Receiver to = receiver;
    if (to == null) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.STOPPING, "The broker takes no publications now"));
    }
    synchronized (order[LocalHistory.hash(channel) & (STRIPES - 1)]) {
      long now = clock.millis();
      String key = draft.idempotencyKey();
      if (key != null) {
        var first = keys.find(channel, key, now);
        if (first != null) {
          return CompletableFuture.completedFuture(new Published(first.position(), true));
        }
      }
      Publication publication =
          rule.keepsHistory()
              ? history.append(channel, rule, draft, now)
              : Publication.of(draft, "", 0, now);
      Position position = publication.hasPosition() ? publication.position() : null;
      if (key != null) {
        keys.add(channel, key, position, now);
      }
      if (listened.contains(channel)) {
        to.deliver(channel, publication);
      }
      return position == null
          ? WITHOUT_POSITION
          : CompletableFuture.completedFuture(new Published(position, false));
    }
  }

  @Override
  public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
    Receiver to = receiver;
    if (to != null && listened.contains(channel)) {
      synchronized (order[LocalHistory.hash(channel) & (STRIPES - 1)]) {
        to.deliver(channel, notice);
      }
    }
    return DONE;
  }

  @Override
  public CompletionStage<Void> listen(ChannelName channel) {
    listened.add(channel);
    return DONE;
  }

  @Override
  public void ignore(ChannelName channel) {
    listened.remove(channel);
  }

  @Override
  public LocalHistory history() {
    return history;
  }

  /** Empty: it is part of the process that asks. */
  @Override
  public List<Health> health() {
    return List.of();
  }

  /** Forgets what has expired, in the history too; to be called about once a second. */
  public void sweep() {
    keys.expire(clock.millis());
    history.sweep();
  }

  /** How many idempotency keys are remembered. */
  public int idempotencyKeys() {
    return keys.size();
  }

  /** How many channels are listened to. */
  public int channels() {
    return listened.size();
  }

  @Override
  public void close() {
    receiver = null;
    listened.clear();
  }
}
