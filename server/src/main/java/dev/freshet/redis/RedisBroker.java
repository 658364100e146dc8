package dev.freshet.redis;

import static dev.freshet.redis.Args.bytes;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Health;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Shards;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The broker of nodes that share Redis. With history a publication is one script, which orders,
 * keeps and publishes it; without, it is a bare publish. Redis orders each channel, so all nodes
 * hear it in one order, this one as well.
 *
 * <p>While the server of a channel is away, what is not kept reaches the subscribers of this node
 * alone, and is counted so; what is kept is refused with {@link Problem#BROKER_UNAVAILABLE}, since
 * nobody could give it its place.
 */
public final class RedisBroker implements Broker {
  private static final Script PUBLISH = Script.of("publish");
  private static final Script PUBLISH_ONCE = Script.of("publish_once");
  private static final Published WITHOUT_POSITION = new Published(null, false);
  private static final CompletionStage<Published> ALONE =
      CompletableFuture.completedFuture(WITHOUT_POSITION);

  /**
   * What a broker is told.
   *
   * @param idempotencyWindow how long an idempotency key is remembered
   * @param idleTtl how long the position of a channel is remembered that is not used
   * @param hold how long subscribing to a new channel waits for Redis
   * @param linger how long this node goes on listening to a channel that nobody hears
   */
  public record Settings(
      Duration idempotencyWindow, Duration idleTtl, Duration hold, Duration linger) {}

  private final Shards shards;
  private final Settings settings;
  private final Metrics metrics;
  private final InstantSource clock;
  private final RedisHistory history;
  private final Arrivals arrivals;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("redis-channels").factory());
  private volatile @Nullable Listenings listenings;

  /** A broker over servers that are not reached before {@link #start}. */
  public RedisBroker(Shards shards, Settings settings, Metrics metrics, InstantSource clock) {
    this.shards = shards;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.arrivals = new Arrivals(shards);
    this.history = new RedisHistory(shards, arrivals, settings.idleTtl(), settings.hold());
  }

  /**
   * Connects as well: blocks for as long as that may take.
   *
   * @throws IllegalArgumentException see {@link Shards#start}
   */
  @Override
  public void start(Receiver receiver) {
    var made =
        new Listenings(
            shards, history, receiver, metrics, settings.hold(), settings.linger(), thread);
    history.start(made::base);
    listenings = made;
    shards.watch(arrivals);
    made.start();
    try {
      shards.start(made);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
    Listenings to = listenings;
    if (to == null) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.STOPPING, "The broker takes no publications now"));
    }
    Publication publication = Publication.of(draft, "", 0, clock.millis());
    if (rule.keepsHistory()) {
      return keep(channel, publication, draft, rule);
    }
    String key = draft.idempotencyKey();
    return key == null ? pass(to, channel, publication) : once(channel, publication, key);
  }

  private CompletionStage<Published> keep(
      ChannelName channel, Publication publication, Draft draft, ChannelRule rule) {
    int bucket = Store.bucket(channel);
    var keys = new ArrayList<>(RedisHistory.keys(shards, channel));
    keys.add(shards.channelKey(channel));
    String key = draft.idempotencyKey();
    if (key != null) {
      keys.add(idempotencyKey(channel, key));
    }
    long ttl = rule.historyTtl().toMillis();
    long own = draft.ttl() == null ? ttl : Math.min(ttl, draft.ttl().toMillis());
    byte[] fields = PublicationRecord.fields(publication);
    return shards
        .run(
            bucket,
            PUBLISH,
            keys,
            (life, lives) ->
                new byte[][] {
                  bytes(shards.publishCommand()),
                  bytes(life),
                  bytes(lives),
                  bytes(Epochs.next()),
                  fields,
                  bytes(rule.historySize()),
                  bytes(Math.max(1, own)),
                  bytes(Math.max(ttl, settings.idleTtl().toMillis())),
                  bytes(settings.idempotencyWindow().toMillis())
                })
        .thenApply(RedisBroker::published);
  }

  private static Published published(List<Object> answer) {
    if (Replies.number(answer, 0) == 0) {
      String first = Replies.text(answer, 1);
      return new Published(first.isEmpty() ? null : Position.parse(first), true);
    }
    return new Published(new Position(Replies.text(answer, 1), Replies.number(answer, 2)), false);
  }

  /** What has a key cannot be published by this node alone: another may have it already. */
  private CompletionStage<Published> once(
      ChannelName channel, Publication publication, String key) {
    return shards
        .run(
            Store.bucket(channel),
            PUBLISH_ONCE,
            List.of(idempotencyKey(channel, key), shards.channelKey(channel)),
            bytes(shards.publishCommand()),
            PublicationRecord.write(publication),
            bytes(settings.idempotencyWindow().toMillis()))
        .thenApply(answer -> new Published(null, Replies.number(answer, 0) == 0));
  }

  private CompletionStage<Published> pass(
      Listenings to, ChannelName channel, Publication publication) {
    int bucket = Store.bucket(channel);
    if (!shards.isUp(bucket)) {
      metrics.increment(Metric.PUBLICATIONS_DEGRADED);
      to.alone(channel, publication);
      return ALONE;
    }
    return shards
        .publish(bucket, shards.channelKey(channel), PublicationRecord.write(publication))
        .thenApply(heard -> WITHOUT_POSITION);
  }

  /** While the server is away this node alone hears it, and the stage fails. */
  @Override
  public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
    Listenings to = listenings;
    if (to == null) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.STOPPING, "The broker takes no notices now"));
    }
    int bucket = Store.bucket(channel);
    if (!shards.isUp(bucket)) {
      to.alone(channel, notice);
    }
    return shards
        .publish(bucket, shards.channelKey(channel), PublicationRecord.write(notice))
        .thenAccept(heard -> {});
  }

  @Override
  public CompletionStage<Void> listen(ChannelName channel) {
    return Objects.requireNonNull(listenings, "listenings").listen(channel);
  }

  @Override
  public void ignore(ChannelName channel) {
    Listenings to = listenings;
    if (to != null) {
      to.ignore(channel);
    }
  }

  @Override
  public RedisHistory history() {
    return history;
  }

  @Override
  public List<Health> health() {
    return shards.health();
  }

  private String idempotencyKey(ChannelName channel, String key) {
    return shards.key(
        Store.bucket(channel), "k:" + channel.app() + ":" + channel.name() + ":" + key);
  }

  /** The servers stay: they are closed by their owner, after whoever else uses them. */
  @Override
  public void close() {
    listenings = null;
    thread.shutdownNow();
  }
}
