package dev.freshet.redis;

import static dev.freshet.redis.Args.bytes;

import dev.freshet.cluster.History;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Shards;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * History in Redis: a stream for each channel, whose entries have the id {@code offset-expiry}, and
 * a hash with the epoch, the newest offset, and the life of the server that they were written in.
 *
 * <p><b>Epochs.</b> When what is found was written by a server whose last writes may be missing,
 * because it failed or was started anew, another epoch begins. Offsets could else stand for two
 * publications, and a reader be told that it missed nothing when it did.
 *
 * <p>A channel nobody published to gets its position when it is first read, for ten minutes from
 * its last reading.
 */
public final class RedisHistory implements History {
  private static final Script SCRIPT = Script.of("history");

  /** The most that is read at once to close a gap. */
  private static final int GAP_PAGE = 1_000;

  private static final Duration RESERVED = Duration.ofMinutes(10);

  private final Shards shards;
  private final Duration idleTtl;
  private final Arrivals arrivals;
  private final Duration hold;
  private @Nullable BiConsumer<ChannelName, Position> reader;

  /**
   * Over these servers.
   *
   * @param idleTtl for how long the position of a channel is remembered that is not used
   * @param hold how long a reader waits for a server that is away
   */
  RedisHistory(Shards shards, Arrivals arrivals, Duration idleTtl, Duration hold) {
    this.shards = shards;
    this.arrivals = arrivals;
    this.idleTtl = idleTtl;
    this.hold = hold;
  }

  /** Says who hears where a channel stands whenever somebody reads it; once, before all else. */
  void start(BiConsumer<ChannelName, Position> told) {
    reader = told;
  }

  /** Fails with {@link Problem#BROKER_UNAVAILABLE} when the server is not back in time. */
  @Override
  public CompletionStage<Page> read(
      ChannelName channel, ChannelRule rule, @Nullable Position since, int limit, boolean reverse) {
    int bucket = Store.bucket(channel);
    if (shards.isUp(bucket)) {
      return known(channel, read(channel, since, limit, reverse, rule.historySize()));
    }
    return arrivals
        .up(bucket, hold)
        .thenCompose(
            up -> known(channel, read(channel, since, limit, reverse, rule.historySize())));
  }

  private CompletionStage<Page> known(ChannelName channel, CompletionStage<Page> stage) {
    return stage.thenApply(page -> {
      if (reader != null) {
        reader.accept(channel, page.top());
      }
      return page;
    });
  }

  /** What came after a position, to close a gap; does not wait for a server that is away. */
  CompletionStage<Page> since(ChannelName channel, @Nullable Position since) {
    return read(channel, since, GAP_PAGE, false, 0);
  }

  private CompletionStage<Page> read(
      ChannelName channel, @Nullable Position since, int limit, boolean reverse, int size) {
    int bucket = Store.bucket(channel);
    return shards
        .run(
            bucket,
            SCRIPT,
            keys(shards, channel),
            (life, lives) ->
                new byte[][] {
                  bytes(life),
                  bytes(lives),
                  bytes(Epochs.next()),
                  bytes(idleTtl.toMillis()),
                  bytes(Math.min(RESERVED.toMillis(), idleTtl.toMillis())),
                  bytes(since == null ? "" : since.epoch()),
                  bytes(since == null ? 0 : since.offset()),
                  bytes(limit),
                  bytes(reverse ? 1 : 0),
                  bytes(size)
                })
        .thenCompose(RedisHistory::page);
  }

  /** The keys of a channel's position and stream. */
  static List<String> keys(Store store, ChannelName channel) {
    int bucket = Store.bucket(channel);
    String name = channel.app() + ":" + channel.name();
    return List.of(store.key(bucket, "h:" + name), store.key(bucket, "s:" + name));
  }

  private static CompletionStage<Page> page(List<Object> answer) {
    String epoch = Replies.text(answer, 0);
    long top = Replies.number(answer, 1);
    boolean unbroken = Replies.number(answer, 2) == 1;
    var publications = new ArrayList<Publication>((answer.size() - 3) / 2);
    try {
      for (int i = 3; i + 1 < answer.size(); i += 2) {
        String id = Replies.text(answer, i);
        long offset = Long.parseLong(id.substring(0, id.indexOf('-')));
        publications.add(PublicationRecord.read(Replies.bytes(answer, i + 1), epoch, offset));
      }
    } catch (PublicationRecord.Unreadable e) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.INTERNAL, "history has a publication this release cannot read"));
    }
    return CompletableFuture.completedFuture(
        new Page(new Position(epoch, top), Collections.unmodifiableList(publications), unbroken));
  }
}
