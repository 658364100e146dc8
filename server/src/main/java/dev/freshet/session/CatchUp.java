package dev.freshet.session;

import dev.freshet.cluster.History.Page;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscription;
import dev.freshet.model.Position;
import dev.freshet.model.app.ChannelRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the subscriptions of a new connection missed. First the shard listens, then history is
 * read: whatever is published between the two is held by the subscription, so nothing falls
 * between.
 */
final class CatchUp {
  private static final CompletableFuture<@Nullable Page> NO_HISTORY =
      CompletableFuture.completedFuture(null);

  private final UrlSession session;
  private final HubShard shard;
  private final SessionServices services;
  private final List<@Nullable Position> since;
  private final List<CompletableFuture<@Nullable Page>> pages = new ArrayList<>(1);

  CatchUp(
      UrlSession session,
      HubShard shard,
      SessionServices services,
      List<@Nullable Position> since) {
    this.session = session;
    this.shard = shard;
    this.services = services;
    this.since = since;
  }

  /** Subscribes, and reads once the channel is listened to. */
  void add(Subscription subscription, ChannelRule rule) {
    Position from = since.get(pages.size());
    CompletionStage<@Nullable Page> page =
        shard
            .subscribe(subscription)
            .thenCompose(
                listening -> rule.keepsHistory() ? read(subscription, rule, from) : NO_HISTORY);
    pages.add(page.toCompletableFuture());
  }

  /**
   * Hands over all pages on the loop, null for channels without history.
   *
   * @return completes when they are read, or one cannot be
   */
  CompletionStage<?> whenRead(BiConsumer<List<@Nullable Page>, List<@Nullable Position>> reader) {
    var all = CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new));
    var _ =
        all.whenComplete((done, failure) ->
            shard
                .loop()
                .run(() -> {
                  if (failure != null) {
                    session.failedToOpen(failure);
                  } else {
                    hand(reader);
                  }
                }));
    return all;
  }

  /** A fault here has nobody to catch it, and would leave the client catching up for ever. */
  private void hand(BiConsumer<List<@Nullable Page>, List<@Nullable Position>> reader) {
    try {
      reader.accept(pages.stream().map(CompletableFuture::join).toList(), since);
    } catch (RuntimeException | Error e) {
      session.failedToOpen(e);
    }
  }

  /** Whether a page has everything after {@code since}, few enough to be replayed. */
  static boolean isWhole(Page page, @Nullable Position since, int catchUpMax) {
    return since != null && page.unbroken() && page.publications().size() <= catchUpMax;
  }

  /**
   * Where a client stands before what is replayed to it: where it says, just before the oldest that
   * is replayed, or at the top.
   */
  static Position start(Page page, @Nullable Position since, int catchUpMax) {
    if (since == null || !isWhole(page, since, catchUpMax)) {
      return page.top();
    }
    if (!since.equals(Position.EARLIEST)) {
      return since;
    }
    return page.publications().isEmpty()
        ? page.top()
        : new Position(page.top().epoch(), page.publications().getFirst().offset() - 1);
  }

  private CompletionStage<@Nullable Page> read(
      Subscription subscription, ChannelRule rule, @Nullable Position from) {
    var history = services.history();
    if (from == null) {
      return asNullable(history.read(subscription.channel(), rule, null, 0, false));
    }
    if (from.equals(Position.EARLIEST)) {
      // The newest that may be replayed, oldest first.
      return asNullable(
          history
              .read(subscription.channel(), rule, null, services.catchUpMax(), true)
              .thenApply(p -> new Page(p.top(), p.publications().reversed(), true)));
    }
    return asNullable(
        history.read(subscription.channel(), rule, from, services.catchUpMax() + 1, false));
  }

  private static CompletionStage<@Nullable Page> asNullable(CompletionStage<Page> stage) {
    return stage.thenApply(page -> page);
  }
}
