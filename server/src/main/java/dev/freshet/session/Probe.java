package dev.freshet.session;

import dev.freshet.cluster.Broker;
import dev.freshet.hub.Encoded;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscriber;
import dev.freshet.hub.Subscription;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.plain.PlainDialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages really get through: a publication goes through the broker and the hub to a
 * subscriber on every loop, within a bound. Probes asked for while one is under way share it. From
 * any thread.
 */
public final class Probe {
  /** In no app's name space: ids of apps are never empty. */
  private static final ChannelName CHANNEL = new ChannelName("", "freshet:probe");

  /**
   * What a probe found.
   *
   * @param failed the first part of the way that did not do its work; null when all did
   */
  public record Outcome(@Nullable Part failed) {}

  /** The parts of a message's way. */
  public enum Part {
    /** It did not take the publication in time. */
    BROKER,
    /** Some loop did not get the publication in time. */
    HUB,
    /** A loop got it, its subscriber did not. */
    SUBSCRIBER
  }

  /** One probe on its way. */
  private record Run(long id, CompletableFuture<Outcome> outcome, AtomicInteger missing) {}

  private final Broker broker;
  private final Hub hub;
  private final Duration bound;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

  /** Waits at most {@code bound} for a probe; {@link #start} comes first. */
  public Probe(Broker broker, Hub hub, Duration bound) {
    this.broker = broker;
    this.hub = hub;
    this.bound = bound;
  }

  /** Subscribes on every loop, for good. */
  public void start() {
    for (HubShard shard : hub.shards()) {
      shard.loop().execute(() -> listen(shard));
    }
  }

  /** Sends a probe, or waits for the one under way; always completes normally. */
  public CompletableFuture<Outcome> send() {
    var run =
        new Run(
            ids.incrementAndGet(),
            new CompletableFuture<>(),
            new AtomicInteger(hub.shards().size()));
    Run underWay = current.compareAndExchange(null, run);
    if (underWay != null) {
      return underWay.outcome();
    }
    var taken =
        broker.publish(
            CHANNEL, Draft.of(Payload.text(Long.toString(run.id()))), ChannelRule.CLOSED);
    var passed = passThroughLoops();
    var _ =
        run.outcome()
            .completeOnTimeout(new Outcome(null), bound.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((outcome, failure) -> current.set(null));
    return run.outcome()
        .thenApply(outcome -> {
          if (run.missing().get() <= 0) {
            return new Outcome(null);
          }
          return new Outcome(culprit(taken.toCompletableFuture(), passed));
        });
  }

  private static Part culprit(CompletableFuture<?> taken, CompletableFuture<?> passed) {
    if (!taken.isDone() || taken.isCompletedExceptionally()) {
      return Part.BROKER;
    }
    return passed.isDone() ? Part.SUBSCRIBER : Part.HUB;
  }

  /** Completes when every loop has come round once more. */
  private CompletableFuture<Void> passThroughLoops() {
    var turns = new ArrayList<CompletableFuture<Void>>();
    for (HubShard shard : hub.shards()) {
      var turn = new CompletableFuture<Void>();
      shard.loop().execute(() -> turn.complete(null));
      turns.add(turn);
    }
    return CompletableFuture.allOf(turns.toArray(CompletableFuture[]::new));
  }

  private void listen(HubShard shard) {
    var subscription =
        new Subscription(
            CHANNEL, new Ear(), PlainDialect.of(false, false).wire(), SlowReader.CLOSE);
    var _ = shard.subscribe(subscription);
    shard.goLive(subscription, null);
  }

  private void heard(String id) {
    Run run = current.get();
    if (run != null && id.equals(Long.toString(run.id())) && run.missing().decrementAndGet() == 0) {
      run.outcome().complete(new Outcome(null));
    }
  }

  /** The subscriber of one loop. */
  private final class Ear implements Subscriber {
    private final List<String> heard = new ArrayList<>(1);

    @Override
    public void deliver(Subscription subscription, Encoded batch, int first) {
      for (int i = first; i < batch.count(); i++) {
        byte[] id = batch.publication(i).payload().bytes();
        heard.add(new String(id, StandardCharsets.US_ASCII));
      }
    }

    @Override
    public void flush() {
      heard.forEach(Probe.this::heard);
      heard.clear();
    }

    @Override
    public void overrun(Subscription subscription) {
      heard.clear();
    }
  }
}
