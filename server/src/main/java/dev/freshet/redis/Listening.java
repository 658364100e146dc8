package dev.freshet.redis;

import dev.freshet.cluster.Broker.Receiver;
import dev.freshet.cluster.History.Page;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One channel that this node listens to, and how far it has heard. Publications are handed on under
 * its own lock, one at a time and in order, wherever they come from: Pub/Sub, history after a gap,
 * or this node alone while Redis is away.
 *
 * <p>Pub/Sub loses what is published while a subscription is not there. Offsets show it: a
 * publication that is not the next one, or a position of history beyond what was heard, is a gap,
 * and until it is closed from history nothing with a position is handed on.
 */
final class Listening {

  /** What is to be done next. */
  enum Next {
    /** Nothing. */
    NOTHING,
    /** Read history after {@link #since} and give the page to {@link #read}. */
    READ
  }

  private enum State {
    /** Redis has not confirmed the subscription. */
    WANTED,
    /** It has; what was missed before is being read. */
    CHECKING,
    LIVE
  }

  private final ChannelName channel;
  private final int bucket;
  private final String key;
  private final Receiver receiver;
  private final GapNumbers numbers;
  private CompletableFuture<Void> ready = new CompletableFuture<>();
  private State state = State.WANTED;
  private long wantedSince;
  private boolean asked;
  private long askedAt;
  private long ignoredSince;
  private boolean ignored;

  /** What was handed on last that has a position. */
  private @Nullable Position last;

  /** Where the first reader of history stood; later ones stand there or further on. */
  private @Nullable Position base;

  /** Whether members come and go here. */
  private boolean hasMembers;

  /** Whether it was live, and then the subscription was gone for a while. */
  private boolean missed;

  private boolean wasLive;

  /**
   * Whether the subscription was gone and nothing has shown since that the channel goes on where it
   * was: after a failover the next publication may begin another epoch, and what the lost server
   * had taken beyond {@link #last} is in neither.
   */
  private boolean doubtful;

  /** The newest that came while checking, and was not handed on. */
  private @Nullable Position passed;

  Listening(
      ChannelName channel,
      int bucket,
      String key,
      Receiver receiver,
      GapNumbers numbers,
      long now) {
    this.channel = channel;
    this.bucket = bucket;
    this.key = key;
    this.receiver = receiver;
    this.numbers = numbers;
    this.wantedSince = now;
  }

  ChannelName channel() {
    return channel;
  }

  int bucket() {
    return bucket;
  }

  String key() {
    return key;
  }

  /** Somebody wants to hear it; the stage completes when every later publication is heard. */
  synchronized CompletionStage<Void> listen(long now) {
    ignored = false;
    if (ready.isCompletedExceptionally()) {
      ready = new CompletableFuture<>();
      wantedSince = now;
      if (state == State.LIVE) {
        ready.complete(null);
      }
    }
    return ready;
  }

  /** Nobody does any more; somebody may again, soon. */
  synchronized void ignore(long now) {
    ignored = true;
    ignoredSince = now;
  }

  /** Whether nobody has wanted it for so long. */
  synchronized boolean isIgnored(long nanos, long now) {
    return ignored && now - ignoredSince >= nanos;
  }

  /** Whether it will be ignored for so long only later. */
  synchronized boolean isIgnoredLater(long nanos, long now) {
    return ignored && now - ignoredSince < nanos;
  }

  /** Whether Redis has not confirmed it and was not asked for so long; counts as asked then. */
  synchronized boolean isDue(long nanos, long now) {
    if (state != State.WANTED || (asked && now - askedAt < nanos)) {
      return false;
    }
    asked = true;
    askedAt = now;
    return true;
  }

  /** Fails those who wait, when they have waited for so long. */
  synchronized void expire(long nanos, long now) {
    if (state != State.LIVE && !ready.isDone() && now - wantedSince >= nanos) {
      ready.completeExceptionally(
          new Refused(Problem.BROKER_UNAVAILABLE, "the channel could not be listened to in time"));
    }
  }

  /** The subscription is gone; those who are here stay, and hear again when it is back. */
  synchronized void lost() {
    missed |= wasLive;
    doubtful |= since() != null;
    state = State.WANTED;
    asked = false;
  }

  /** Redis has confirmed the subscription. */
  synchronized Next confirmed() {
    if (state != State.WANTED) {
      return Next.NOTHING;
    }
    if (since() == null) {
      live();
      return Next.NOTHING;
    }
    state = State.CHECKING;
    passed = null;
    return Next.READ;
  }

  private void live() {
    state = State.LIVE;
    wasLive = true;
    if (missed && hasMembers) {
      receiver.deliver(
          channel, Publication.of(Notice.RETURNED, Payload.NULL, System.currentTimeMillis()));
    }
    missed = false;
    ready.complete(null);
  }

  /** Where a reader of this node's history stands, from whom on nothing may be missing. */
  synchronized void base(Position top) {
    if (base == null && last == null) {
      base = top;
    }
  }

  /** After what history is to be read; null when nothing was ever heard or read. */
  synchronized @Nullable Position since() {
    return last == null ? base : last;
  }

  /** Something came over Pub/Sub. */
  synchronized Next heard(Publication publication) {
    if (!publication.hasPosition()) {
      hasMembers |= publication.notice() == Notice.JOINED || publication.notice() == Notice.LEFT;
      receiver.deliver(channel, publication);
      return Next.NOTHING;
    }
    Position position = publication.position();
    if (state == State.CHECKING) {
      passed = position;
      return Next.NOTHING;
    }
    if (last != null && isUpTo(position, last)) {
      return Next.NOTHING;
    }
    if (isNext(position)) {
      if (doubtful && !position.epoch().equals(epoch())) {
        tellLost(new Position(position.epoch(), 0));
      }
      doubtful = false;
      last = position;
      receiver.deliver(channel, publication);
      return Next.NOTHING;
    }
    if (!position.epoch().equals(epoch())) {
      // It began while we listened, so all of it is ours to hear.
      last = new Position(position.epoch(), 0);
    }
    state = State.CHECKING;
    passed = position;
    return Next.READ;
  }

  private String epoch() {
    Position since = since();
    return since == null ? "" : since.epoch();
  }

  private boolean isNext(Position position) {
    Position since = since();
    if (since == null) {
      return true;
    }
    return position.epoch().equals(since.epoch())
        ? position.offset() <= since.offset() + 1
        : position.offset() == 1;
  }

  private static boolean isUpTo(Position position, Position bound) {
    return position.epoch().equals(bound.epoch()) && position.offset() <= bound.offset();
  }

  /** A page of history since {@link #since}. */
  synchronized Next read(Page page) {
    if (state != State.CHECKING) {
      return Next.NOTHING;
    }
    if (page.unbroken()) {
      for (Publication publication : page.publications()) {
        if (last == null || !isUpTo(publication.position(), last)) {
          last = publication.position();
          receiver.deliver(channel, publication);
        }
      }
      numbers.closed(page.publications().size());
    } else {
      last = page.top();
      doubtful = false;
      tellLost(page.top());
    }
    Position at = since();
    boolean isThere = at != null && isUpTo(page.top(), at);
    if (!isThere || (passed != null && !isUpTo(passed, page.top()))) {
      return Next.READ;
    }
    passed = null;
    live();
    return Next.NOTHING;
  }

  private void tellLost(Position top) {
    numbers.lost();
    receiver.deliver(channel, Publication.lost(top, System.currentTimeMillis()));
  }

  /** Only this node hears it. */
  synchronized void alone(Publication publication) {
    receiver.deliver(channel, publication);
  }
}
