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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages really get through: a publication goes through the broker and the hub to a
 * subscriber on every loop, within a bound. Probes asked for while one is under way share it. From
 * any thread.
 */
public final class Probe {
  /**
   * What a probe found.
   *
   * @param failed the first part of the way that did not do its work; null when all did
   */
  public record Outcome(@Nullable Part failed) {}

  /** The parts of a message's way. */
  public enum Part {
    /** It did not let the node listen, or did not take the publication, in time. */
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
  private final ChannelName channel;
  private final List<Ear> ears;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

  /** Completes when every loop hears the channel; only who sends the current probe writes it. */
  private volatile CompletableFuture<Void> listening = CompletableFuture.completedFuture(null);

  /**
   * Waits at most {@code bound} for a probe; {@link #start} comes first.
   *
   * @param node the node's id, unique over all nodes, so that it hears its own probes alone
   */
  public Probe(Broker broker, Hub hub, Duration bound, String node) {
    this.broker = broker;
    this.hub = hub;
    this.bound = bound;
    this.channel = ChannelName.ofNode(node);
    this.ears = hub.shards().stream().map(Ear::new).toList();
  }

  /** Subscribes on every loop. */
  public void start() {
    listening = onEveryLoop(Ear::listen);
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
    if (listening.isCompletedExceptionally()) {
      start();
    }
    var draft = Draft.of(Payload.text(Long.toString(run.id())));
    var taken = listening.thenCompose(heard -> broker.publish(channel, draft, ChannelRule.CLOSED));
    var passed = onEveryLoop(ear -> CompletableFuture.completedFuture(null));
    var _ =
        taken.whenComplete((published, failure) -> {
          if (failure != null) {
            run.outcome().complete(new Outcome(null));
          }
        });
    var _ =
        run.outcome()
            .completeOnTimeout(new Outcome(null), bound.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((outcome, failure) -> current.set(null));
    return run.outcome()
        .thenApply(outcome -> {
          if (run.missing().get() <= 0) {
            return new Outcome(null);
          }
          return new Outcome(culprit(taken, passed));
        });
  }

  private Part culprit(CompletableFuture<?> taken, CompletableFuture<?> passed) {
    if (!listening.isDone() && !passed.isDone()) {
      return Part.HUB;
    }
    if (!taken.isDone() || taken.isCompletedExceptionally()) {
      return Part.BROKER;
    }
    return passed.isDone() ? Part.SUBSCRIBER : Part.HUB;
  }

  /** Completes when what every loop was given to do is done. */
  private CompletableFuture<Void> onEveryLoop(Function<Ear, CompletionStage<Void>> task) {
    var all = new ArrayList<CompletableFuture<Void>>();
    for (Ear ear : ears) {
      all.add(
          CompletableFuture.supplyAsync(() -> task.apply(ear), ear.shard.loop()::execute)
              .thenCompose(done -> done));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private void heard(String id) {
    Run run = current.get();
    if (run != null && id.equals(Long.toString(run.id())) && run.missing().decrementAndGet() == 0) {
      run.outcome().complete(new Outcome(null));
    }
  }

  /** The subscriber of one loop. */
  private final class Ear implements Subscriber {
    private final HubShard shard;
    private final List<String> heard = new ArrayList<>(1);
    private @Nullable Subscription subscription;

    Ear(HubShard shard) {
      this.shard = shard;
    }

    /** Subscribes, again when it had subscribed before; on the loop. */
    CompletionStage<Void> listen() {
      if (subscription != null) {
        shard.unsubscribe(subscription);
      }
      var begun =
          new Subscription(channel, this, PlainDialect.of(false, false).wire(), SlowReader.CLOSE);
      subscription = begun;
      var stage = shard.subscribe(begun);
      shard.goLive(begun, null);
      return stage;
    }

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
