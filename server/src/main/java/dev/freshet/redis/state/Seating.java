package dev.freshet.redis.state;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** As which member, if any, a connection of this node is on a channel; and who waits to hear it. */
final class Seating implements Change {
  private final ChannelName channel;
  private final String connection;
  private Room room = Room.UNBOUNDED;
  private @Nullable Member wanted;
  private @Nullable Member written;
  private @Nullable Member sent;
  private boolean unsure;
  private boolean underWay;
  private long since;

  /** Who waits for what is to be sent, and for what is under way. */
  private List<CompletableFuture<Roster>> joins = List.of();

  private List<CompletableFuture<Roster>> sentJoins = List.of();
  private List<CompletableFuture<Void>> leaves = List.of();
  private List<CompletableFuture<Void>> sentLeaves = List.of();

  Seating(ChannelName channel, String connection) {
    this.channel = channel;
    this.connection = connection;
  }

  @Override
  public ChannelName channel() {
    return channel;
  }

  String connection() {
    return connection;
  }

  /** Whose it is as Redis has it. */
  @Nullable Member written() {
    return written;
  }

  /** Whose it is to be by the call under way. */
  @Nullable Member sent() {
    return sent;
  }

  /** Whether it is to be somebody's. */
  boolean isOf(String memberId) {
    Member member = wanted;
    return member != null && member.id().equals(memberId);
  }

  CompletableFuture<Roster> join(Member member, Room within, long nanos) {
    var answer = new CompletableFuture<Roster>();
    if (joins.isEmpty()) {
      since = nanos;
    }
    wanted = member;
    room = within;
    joins = with(joins, answer);
    return answer;
  }

  CompletableFuture<Void> leave() {
    var answer = new CompletableFuture<Void>();
    wanted = null;
    leaves = with(leaves, answer);
    return answer;
  }

  private static <T> List<T> with(List<T> list, T more) {
    var longer = new ArrayList<T>(list.size() + 1);
    longer.addAll(list);
    longer.add(more);
    return longer;
  }

  @Override
  public boolean isNeeded() {
    return unsure
        || (wanted == null ? written != null : !wanted.equals(written) || !joins.isEmpty());
  }

  @Override
  public boolean isUnderWay() {
    return underWay;
  }

  @Override
  public boolean isNothing() {
    return wanted == null && written == null && !unsure && !underWay;
  }

  @Override
  public boolean isWritten() {
    return written != null;
  }

  @Override
  public void send(Batch batch) {
    sent = wanted;
    underWay = true;
    sentJoins = joins;
    sentLeaves = leaves;
    joins = List.of();
    leaves = List.of();
    if (sent == null) {
      batch.leave(this);
    } else {
      batch.join(this, sent, room, !sentJoins.isEmpty());
    }
  }

  @Override
  public void restore(Batch batch) {
    sent = written;
    underWay = true;
    if (sent != null) {
      batch.join(this, sent, Room.UNBOUNDED, false);
    }
  }

  @Override
  public void fail() {
    unsure = true;
    undo();
  }

  @Override
  public void undo() {
    underWay = false;
    for (CompletableFuture<Roster> join : joins) {
      sentJoins = with(sentJoins, join);
    }
    joins = sentJoins;
    sentJoins = List.of();
    for (CompletableFuture<Void> leave : leaves) {
      sentLeaves = with(sentLeaves, leave);
    }
    leaves = sentLeaves;
    sentLeaves = List.of();
  }

  @Override
  public void forget() {
    written = null;
    unsure = false;
  }

  /** Redis is known to have this. */
  void read(@Nullable String memberId) {
    unsure = false;
    if (memberId == null) {
      written = null;
    } else if (written == null || !written.id().equals(memberId)) {
      written = Member.of(memberId);
    }
  }

  /** Redis took it: those who waited for it are to be told this. */
  void taken(@Nullable Roster roster, List<Runnable> then) {
    written = sent;
    tell(roster, null, then);
  }

  /** There was no room. */
  void refused(Refused why, List<Runnable> then) {
    if (joins.isEmpty()) {
      wanted = null;
    }
    tell(null, why, then);
  }

  private void tell(@Nullable Roster roster, @Nullable Refused why, List<Runnable> then) {
    unsure = false;
    underWay = false;
    List<CompletableFuture<Roster>> joined = sentJoins;
    List<CompletableFuture<Void>> left = sentLeaves;
    sentJoins = List.of();
    sentLeaves = List.of();
    if (roster == null) {
      drop(joined, why == null ? gone() : why, then);
    } else {
      joined.forEach(join -> then.add(() -> join.complete(roster)));
    }
    left.forEach(leave -> then.add(() -> leave.complete(null)));
  }

  /** Nothing has to be written: whoever still waits is told so. */
  void settle(List<Runnable> then) {
    List<CompletableFuture<Void>> left = leaves;
    leaves = List.of();
    left.forEach(leave -> then.add(() -> leave.complete(null)));
    if (wanted == null) {
      drop(joins, gone(), then);
      joins = List.of();
    }
  }

  /** Whoever wants to join has waited for this long; gives them up when that is too long. */
  void expire(long before, Refused why, List<Runnable> then) {
    if (!joins.isEmpty() && since - before < 0) {
      wanted = null;
      drop(joins, why, then);
      joins = List.of();
    }
  }

  private static void drop(
      List<CompletableFuture<Roster>> joins, Refused why, List<Runnable> then) {
    joins.forEach(join -> then.add(() -> join.completeExceptionally(why)));
  }

  private static Refused gone() {
    return new Refused(Problem.STOPPING, "the connection left before it had joined");
  }
}
