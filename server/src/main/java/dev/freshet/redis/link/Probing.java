package dev.freshet.redis.link;

import dev.freshet.cluster.Health.State;
import dev.freshet.metrics.Distribution;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages really get through a server: a probe is written and published by a script, as a
 * publication is, and must be heard on the link's own subscription. A connection that is open and
 * silent, a server that hangs, one that became a replica and one that is full are all found so.
 */
final class Probing {
  private static final Script SCRIPT = Script.of("probe");
  private static final double NANOS = 1e9;

  /**
   * What a probe found.
   *
   * @param state UP, or why not
   * @param why null when UP
   * @param isAlive whether the link is worth keeping
   * @param latency how long the probe took; null when it did not come back
   */
  record Outcome(State state, @Nullable String why, boolean isAlive, @Nullable Duration latency) {
    private Outcome(State state, @Nullable String why, boolean isAlive) {
      this(state, why, isAlive, null);
    }

    private static Outcome up(long nanos) {
      return new Outcome(State.UP, null, true, Duration.ofNanos(nanos));
    }

    private static Outcome dead(String why) {
      return new Outcome(State.DOWN, why, false);
    }
  }

  private final Store store;
  private final RedisSettings settings;
  private final ToIntFunction<Shard> bucketOf;
  private final Runnable lookAgain;
  private final Distribution seconds;
  private final AtomicLong tokens = new AtomicLong();

  /**
   * What is waited for: a probe that was sent, by its text; a subscription, by its Redis channel.
   */
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  /**
   * Probes.
   *
   * @param bucketOf a bucket that a server keeps, -1 when it keeps none
   * @param lookAgain has the topology looked at
   */
  Probing(
      Store store,
      RedisSettings settings,
      ToIntFunction<Shard> bucketOf,
      Runnable lookAgain,
      Distribution seconds) {
    this.store = store;
    this.settings = settings;
    this.bucketOf = bucketOf;
    this.lookAgain = lookAgain;
    this.seconds = seconds;
  }

  /** Whether a Redis channel is one of probes; then it is dealt with. */
  boolean heard(String channelKey, byte[] message) {
    if (!isProbe(channelKey)) {
      return false;
    }
    complete(new String(message, StandardCharsets.US_ASCII));
    return true;
  }

  /** The same of a subscription. */
  boolean subscribed(String channelKey) {
    if (!isProbe(channelKey)) {
      return false;
    }
    complete(channelKey);
    return true;
  }

  private boolean isProbe(String channelKey) {
    return channelKey.endsWith(suffix());
  }

  private String suffix() {
    return ":p:" + settings.node();
  }

  private void complete(String what) {
    CompletableFuture<Void> waiting = awaited.remove(what);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  void lookAgain() {
    lookAgain.run();
  }

  /** Sends one and waits for it, within the bound; blocks. */
  Outcome probe(Shard shard, Link link) throws InterruptedException {
    int bucket = bucketOf.applyAsInt(shard);
    if (bucket < 0) {
      return Outcome.dead("it keeps no channels");
    }
    String key = store.key(bucket, "p:" + settings.node());
    long begun = System.nanoTime();
    try {
      if (!link.probedOn(key)) {
        send(key, () -> link.subscribe(List.of(key)).toCompletableFuture());
        link.probeOn(key);
      }
      String token = Long.toString(tokens.incrementAndGet());
      byte[][] args = {
        store.publishCommand().getBytes(StandardCharsets.US_ASCII),
        token.getBytes(StandardCharsets.US_ASCII)
      };
      long sent = System.nanoTime();
      send(token, () -> run(link, new String[] {key}, args));
      long now = System.nanoTime();
      seconds.observe((now - begun) / NANOS);
      return Outcome.up(now - sent);
    } catch (TimeoutException e) {
      return Outcome.dead(
          "a probe did not come back within " + settings.probeTimeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private Outcome failed(Throwable cause) {
    return switch (Faults.kind(cause)) {
      case FULL -> new Outcome(State.FULL, "it cannot write: " + Faults.reason(cause), true);
      case BUSY -> new Outcome(State.SLOW, Faults.reason(cause), true);
      case READ_ONLY -> new Outcome(State.READ_ONLY, "it is a replica", false);
      case MOVED, ASK, TRY_AGAIN -> {
        lookAgain.run();
        yield new Outcome(State.SLOW, "its channels are on their way", true);
      }
      default -> Outcome.dead(Faults.reason(cause));
    };
  }

  private static CompletableFuture<?> run(Link link, String[] keys, byte[][] args) {
    var answer = new CompletableFuture<List<Object>>();
    link.run(SCRIPT, keys, args)
        .whenComplete((done, failure) -> {
          if (failure != null && Faults.kind(failure) == Faults.Kind.NO_SCRIPT) {
            settle(link.teach(SCRIPT, keys, args), answer);
          } else if (failure != null) {
            answer.completeExceptionally(failure);
          } else {
            answer.complete(done);
          }
        });
    return answer;
  }

  private static <T> void settle(CompletionStage<T> from, CompletableFuture<T> to) {
    from.whenComplete((done, failure) -> {
      if (failure != null) {
        to.completeExceptionally(failure);
      } else {
        to.complete(done);
      }
    });
  }

  /** Does something and waits until it is heard, or has failed. */
  private void send(String what, Supplier<CompletableFuture<?>> action)
      throws InterruptedException, ExecutionException, TimeoutException {
    var coming = new CompletableFuture<Void>();
    awaited.put(what, coming);
    try {
      var _ =
          action
              .get()
              .whenComplete((done, failure) -> {
                if (failure != null) {
                  coming.completeExceptionally(failure);
                }
              });
      coming.get(settings.probeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      awaited.remove(what);
    }
  }
}
