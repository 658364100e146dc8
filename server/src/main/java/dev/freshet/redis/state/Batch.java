package dev.freshet.redis.state;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import java.util.ArrayList;
import java.util.List;

/** Changes and questions of one bucket that go to Redis together. */
final class Batch implements Step {
  /** How many changes and questions go together, at most: about a millisecond of Redis. */
  static final int MOST = 32;

  private static final byte[] SET = Words.bytes("s");
  private static final byte[] JOIN = Words.bytes("j");
  private static final byte[] JOIN_UNASKED = Words.bytes("J");
  private static final byte[] LEAVE = Words.bytes("l");
  private static final byte[] WANTED = Words.bytes("w");
  private static final byte[] UNWANTED = Words.bytes("-");

  private final Share share;
  private final Shares shares;
  private final String lease;
  private final boolean silent;
  private final List<byte[]> args = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Room> rooms = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param life which life of the data it is for
   * @param number greater than that of any call before
   * @param silent whether nobody is to be told of what it changes
   */
  Batch(Share share, Shares shares, String life, long number, boolean silent) {
    this.share = share;
    this.shares = shares;
    this.lease = shares.lease().id();
    this.silent = silent;
    args.add(Words.bytes("apply"));
    args.add(Words.bytes(lease));
    args.add(Words.bytes(life));
    args.add(Words.bytes(number));
    args.add(Words.bytes(silent ? "1" : "0"));
    args.addAll(shares.policy());
  }

  boolean isFull() {
    return changes.size() + reads.size() >= MOST;
  }

  boolean isEmpty() {
    return changes.isEmpty() && reads.isEmpty();
  }

  /** Sets a count. */
  void set(Tally tally, int subscribers) {
    begin(SET, tally);
    args.add(Words.bytes(subscribers));
    args.add(flag(shares.wantsOccupancy(tally.channel())));
    rooms.add(Room.UNBOUNDED);
  }

  /** Makes a connection a member's. */
  void join(Seating seating, Member member, Room room, boolean asked) {
    begin(asked ? JOIN : JOIN_UNASKED, seating);
    args.add(Words.seat(seating.connection(), seating.channel()));
    args.add(Words.bytes(member.id()));
    args.add(Words.info(member.info()));
    args.add(Words.bytes(room.members()));
    args.add(Words.bytes(room.connectionsPerMember()));
    args.add(flag(shares.wantsMembers(seating.channel())));
    rooms.add(room);
  }

  /** Makes a connection nobody's. */
  void leave(Seating seating) {
    begin(LEAVE, seating);
    args.add(Words.seat(seating.connection(), seating.channel()));
    args.add(flag(shares.wantsMembers(seating.channel())));
    rooms.add(Room.UNBOUNDED);
  }

  private void begin(byte[] word, Change change) {
    changes.add(change);
    args.add(word);
    args.add(Words.channel(change.channel()));
  }

  private static byte[] flag(boolean wanted) {
    return wanted ? WANTED : UNWANTED;
  }

  /** Asks; to be added after all changes. */
  void ask(Read read) {
    reads.add(read);
    args.add(Words.bytes(read.word()));
    args.add(Words.channel(read.channel()));
  }

  @Override
  public byte[][] args() {
    return args.toArray(byte[][]::new);
  }

  @Override
  public void answered(List<Object> reply, List<Runnable> then) {
    switch (Words.text(reply.getFirst())) {
      case "ok" -> take(reply, then);
      case "dead" -> {
        putBack();
        then.add(() -> shares.lost(lease));
      }
      case "lost" -> {
        putBack();
        share.enter();
      }
      default -> failed(unavailable(), then);
    }
  }

  /** Nothing of it was taken. */
  private void putBack() {
    changes.forEach(Change::undo);
    share.putBack(changes, reads);
  }

  @Override
  public void failed(Throwable why, List<Runnable> then) {
    changes.forEach(Change::fail);
    share.putBack(changes, List.of());
    reads.forEach(read -> then.add(() -> read.fail(why)));
  }

  private void take(List<Object> reply, List<Runnable> then) {
    List<Object> answers = Words.list(reply.get(1));
    List<Roster> rosters = Words.list(reply.get(2)).stream().map(Batch::roster).toList();
    if (!lease.equals(shares.lease().id())) {
      // What was taken is under a name that is dead by now.
      putBack();
    } else {
      for (int i = 0; i < changes.size(); i++) {
        take(changes.get(i), rooms.get(i), Words.list(answers.get(i)), rosters, then);
        share.settle(changes.get(i), then);
      }
      for (int i = 0; i < reads.size(); i++) {
        answer(reads.get(i), Words.list(answers.get(changes.size() + i)), rosters, then);
      }
    }
    share.decided(reply, 3, then);
  }

  private void take(
      Change change, Room room, List<Object> answer, List<Roster> rosters, List<Runnable> then) {
    switch (change) {
      case Tally tally -> {
        int now = (int) Words.number(answer.get(1));
        int before = Math.max(0, now - tally.taken((int) Words.number(answer.get(2))));
        if (!silent && before != now) {
          then.add(() -> shares.changed(tally.channel(), before, now));
        }
      }
      case Seating seating when answer.size() == 1 -> {
        Member member = seating.written();
        if (member != null && Words.number(answer.getFirst()) == 1) {
          then.add(() -> shares.left(seating.channel(), member.id()));
        }
        seating.taken(null, then);
      }
      case Seating seating -> joined(seating, room, answer, rosters, then);
    }
  }

  private void joined(
      Seating seating, Room room, List<Object> answer, List<Roster> rosters, List<Runnable> then) {
    long refused = Words.number(answer.get(0));
    if (refused != 0) {
      seating.refused(refusal(refused, room), then);
      return;
    }
    Member member = seating.sent();
    if (!silent && member != null && Words.number(answer.get(1)) == 1) {
      then.add(() -> shares.joined(seating.channel(), member));
    }
    int at = (int) Words.number(answer.get(2));
    seating.taken(at < 0 ? null : rosters.get(at), then);
  }

  private static Refused refusal(long why, Room room) {
    return why == 1
        ? new Refused(Problem.TOO_MANY_MEMBERS, "the limit is " + room.members() + " members")
        : new Refused(
            Problem.TOO_MANY_CONNECTIONS,
            "the limit is " + room.connectionsPerMember() + " connections of one user");
  }

  private static void answer(
      Read read, List<Object> answer, List<Roster> rosters, List<Runnable> then) {
    int number = (int) Words.number(answer.getFirst());
    switch (read) {
      case Read.Total asked -> then.add(() -> asked.answer().complete(number));
      case Read.Members asked -> then.add(() -> asked.answer().complete(rosters.get(number)));
    }
  }

  private static Roster roster(Object reply) {
    List<Object> versioned = Words.list(reply);
    List<Object> flat = Words.list(versioned.get(1));
    var members = new Member[flat.size() / 2];
    for (int i = 0; i < members.length; i++) {
      members[i] = Words.member(Words.text(flat.get(2 * i)), (byte[]) flat.get(2 * i + 1));
    }
    return new Roster(Words.number(versioned.getFirst()), List.of(members));
  }

  static Refused unavailable() {
    return new Refused(Problem.BROKER_UNAVAILABLE, "who is present cannot be told now");
  }
}
