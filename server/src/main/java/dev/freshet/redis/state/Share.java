package dev.freshet.redis.state;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Roster;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * This node's share of one bucket: how it is to be, how Redis has it, and what has to be told. One
 * call is under way at a time, so what Redis hears is in order; meanwhile changes gather, the
 * latest of each counts, and the next call takes them together. While Redis is away nothing is
 * lost, and what gathers is bounded by what this node has.
 *
 * <p>From any thread; the lock is held for a few instructions, and nobody is told anything under
 * it.
 */
final class Share {

  /** How this node stands to the data of the bucket. */
  private enum Phase {
    /** It must find out which life of the data this is. */
    ENTER,
    /** Data may be missing that was written: it must look. */
    LOOK,
    /** Data were lost: what they had of this node is written again, and nobody is told. */
    RESTORE,
    /** Other nodes still restore: nothing is changed yet. */
    WAIT,
    /** All is well. */
    OPEN
  }

  private final int bucket;
  private final Shares shares;
  private final Holdings has = new Holdings();
  private final SequencedSet<Change> needed = new LinkedHashSet<>();
  private final Queue<Change> lost = new ArrayDeque<>();
  private final Queue<Read> reads = new ArrayDeque<>();
  private final Queue<Step> errands = new ArrayDeque<>();
  private Phase phase = Phase.ENTER;
  private String life = "";
  private long calls;
  private long waitUntil;
  private boolean underWay;

  Share(int bucket, Shares shares) {
    this.bucket = bucket;
    this.shares = shares;
  }

  int bucket() {
    return bucket;
  }

  /** Says how many subscribers this node has. */
  void set(ChannelName channel, int subscribers) {
    var then = new ArrayList<Runnable>(0);
    synchronized (this) {
      Tally tally = has.tally(channel);
      tally.want(subscribers);
      settle(tally, then);
    }
    finish(then);
  }

  CompletionStage<Roster> join(ChannelName channel, String connection, Member member, Room room) {
    var then = new ArrayList<Runnable>(0);
    CompletableFuture<Roster> answer;
    synchronized (this) {
      Seating seating = has.seating(channel, connection);
      answer = seating.join(member, room, System.nanoTime());
      settle(seating, then);
    }
    finish(then);
    return answer;
  }

  CompletionStage<Void> leave(ChannelName channel, String connection, String memberId) {
    var then = new ArrayList<Runnable>(0);
    CompletableFuture<Void> answer;
    synchronized (this) {
      Seating seating = has.find(channel, connection);
      if (seating == null || !seating.isOf(memberId)) {
        return CompletableFuture.completedStage(null);
      }
      answer = seating.leave();
      settle(seating, then);
    }
    finish(then);
    return answer;
  }

  /** Asks; fails at once when there is nobody to ask. */
  void ask(Read read) {
    if (!shares.isUp(bucket)) {
      read.fail(Batch.unavailable());
      return;
    }
    synchronized (this) {
      reads.add(read);
    }
    pump();
  }

  /** Has another call made in its turn. */
  void run(Step errand) {
    synchronized (this) {
      errands.add(errand);
    }
    pump();
  }

  private void finish(List<Runnable> then) {
    shares.run(then);
    pump();
  }

  /** Makes the next call, if there is any and none is under way. */
  void pump() {
    Step step;
    byte[][] args;
    synchronized (this) {
      if (underWay || !shares.lease().isHeld() || !shares.isUp(bucket)) {
        return;
      }
      step = next(System.nanoTime());
      if (step == null) {
        return;
      }
      underWay = true;
      args = step.args();
    }
    var _ =
        shares
            .call(bucket, args)
            .whenComplete((reply, failure) -> ended(step, failure == null ? reply : null, failure));
  }

  private void ended(Step step, @Nullable List<Object> reply, @Nullable Throwable failure) {
    var then = new ArrayList<Runnable>();
    synchronized (this) {
      Throwable why = failure;
      if (reply != null) {
        try {
          step.answered(reply, then);
        } catch (RuntimeException e) {
          // The answer is not what was expected: whoever waits must not wait for ever.
          why = e;
        }
      }
      if (why != null) {
        Throwable cause = why;
        step.failed(cause, then);
        then.add(() -> shares.failed(bucket, cause));
      }
    }
    shares.run(then);
    synchronized (this) {
      underWay = false;
    }
    if (failure == null) {
      pump();
    }
  }

  private @Nullable Step next(long now) {
    if (phase == Phase.ENTER) {
      return new Entering();
    }
    if (!errands.isEmpty()) {
      return errands.remove();
    }
    if (phase == Phase.LOOK) {
      return new Looking();
    }
    if (phase == Phase.WAIT && now - waitUntil >= 0) {
      phase = Phase.OPEN;
    }
    var batch = new Batch(this, shares, life, calls + 1, phase == Phase.RESTORE);
    fill(batch);
    if (batch.isEmpty()) {
      return null;
    }
    calls++;
    return batch;
  }

  private void fill(Batch batch) {
    while (phase == Phase.RESTORE && !lost.isEmpty() && !batch.isFull()) {
      lost.remove().restore(batch);
    }
    if (phase == Phase.RESTORE && batch.isEmpty()) {
      phase = Phase.WAIT;
    }
    while (phase == Phase.OPEN && !needed.isEmpty() && !batch.isFull()) {
      needed.removeFirst().send(batch);
    }
    for (var all = reads.iterator(); all.hasNext() && !batch.isFull(); ) {
      Read read = all.next();
      // Who is told the members relies on having all, and others still restore theirs.
      if (phase == Phase.OPEN || !(read instanceof Read.Members)) {
        all.remove();
        batch.ask(read);
      }
    }
  }

  /** Sees what has to be done about something that has changed. With the lock held. */
  void settle(Change change, List<Runnable> then) {
    if (change.isUnderWay()) {
      return;
    }
    if (change.isNeeded()) {
      needed.add(change);
      return;
    }
    needed.remove(change);
    if (change instanceof Seating seating) {
      seating.settle(then);
    }
    if (change.isNothing()) {
      has.remove(change);
    }
  }

  /** A call was not taken: its changes come first, its questions before the others. */
  void putBack(List<Change> changes, List<Read> questions) {
    if (phase == Phase.RESTORE) {
      lost.addAll(changes);
    } else {
      changes.reversed().forEach(needed::addFirst);
    }
    var later = new ArrayList<>(reads);
    reads.clear();
    reads.addAll(questions);
    reads.addAll(later);
  }

  /** The data may be others. With the lock held. */
  void enter() {
    phase = Phase.ENTER;
  }

  /** The data may be others, or lack something. */
  void suspect() {
    synchronized (this) {
      phase = Phase.ENTER;
    }
    pump();
  }

  /** Nothing that was written counts any more: the lease it was written under is dead. */
  void forget() {
    var then = new ArrayList<Runnable>();
    synchronized (this) {
      lost.clear();
      forgetAll(then);
    }
    shares.run(then);
  }

  private void forgetAll(List<Runnable> then) {
    for (Change change : has.all()) {
      change.forget();
      settle(change, then);
    }
  }

  /** What follows from an answer: events to tell, ends to release, events dropped. */
  void decided(List<Object> reply, int from, List<Runnable> then) {
    long mine = Words.number(reply.get(from));
    long due = Words.number(reply.get(from + 1));
    long dropped = reply.size() > from + 2 ? Words.number(reply.get(from + 2)) : 0;
    if (mine > 0 || due >= 0 || dropped > 0) {
      then.add(() -> shares.decided(bucket, mine, due, dropped));
    }
  }

  /** While Redis is away: gives up who asks, and who waits to join since before a time. */
  void expire(long before) {
    var why = Batch.unavailable();
    var then = new ArrayList<Runnable>();
    synchronized (this) {
      boolean up = shares.isUp(bucket);
      while (!up && !reads.isEmpty()) {
        Read read = reads.remove();
        then.add(() -> read.fail(why));
      }
      if (phase != Phase.OPEN || !up) {
        for (Change change : List.copyOf(needed)) {
          if (change instanceof Seating seating) {
            seating.expire(before, why, then);
            settle(seating, then);
          }
        }
      }
    }
    shares.run(then);
  }

  /** How many changes Redis has not been told of. */
  synchronized int waiting() {
    return needed.size();
  }

  /** Whether Redis has all there is. */
  synchronized boolean isIdle() {
    return needed.isEmpty() && !underWay && errands.isEmpty();
  }

  /** Finds out which life of the data this is. */
  private final class Entering implements Step {
    private final String fresh = Lease.word();

    @Override
    public byte[][] args() {
      return shares.args("enter", life, Long.toString(shares.windowMillis()), fresh);
    }

    @Override
    public void answered(List<Object> reply, List<Runnable> then) {
      String found = Words.text(reply.get(1));
      long window = Words.number(reply.get(2));
      boolean first = life.isEmpty();
      boolean same = found.equals(life);
      life = found;
      lost.clear();
      if (window > 0) {
        waitUntil = System.nanoTime() + window * 1_000_000;
        has.all().stream().filter(Change::isWritten).forEach(lost::add);
        phase = Phase.RESTORE;
      } else if (same) {
        phase = Phase.LOOK;
      } else {
        // Lost, and the others have gone on without: what is there is news to them.
        forgetAll(then);
        phase = Phase.OPEN;
      }
      if (!first) {
        then.add(() -> shares.entered(same));
      }
    }

    @Override
    public void failed(Throwable why, List<Runnable> then) {}
  }

  /** Looks what Redis has of this node's share. */
  private final class Looking implements Step {
    private final String lease = shares.lease().id();

    @Override
    public byte[][] args() {
      return shares.args("share", Long.toString(++calls));
    }

    @Override
    public void answered(List<Object> reply, List<Runnable> then) {
      if (!Words.text(reply.get(1)).equals(life)) {
        phase = Phase.ENTER;
        return;
      }
      if (lease.equals(shares.lease().id())) {
        has.readTallies(Words.list(reply.get(2)));
        has.readSeats(Words.list(reply.get(3)));
        has.all().forEach(change -> settle(change, then));
      }
      phase = Phase.OPEN;
      List<String> leases = Words.list(reply.get(4)).stream().map(Words::text).toList();
      then.add(() -> shares.seen(leases));
      decided(reply, 5, then);
    }

    @Override
    public void failed(Throwable why, List<Runnable> then) {}
  }
}
