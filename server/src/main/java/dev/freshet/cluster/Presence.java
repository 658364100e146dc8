package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Roster;
import java.util.concurrent.CompletionStage;

/**
 * Who is on a channel, over all nodes. A member with several connections is present once. May be
 * called from any thread; never blocks.
 *
 * <p>When a member comes or goes, every node's subscribers hear it as a {@link
 * dev.freshet.model.Notice}, in the order of the changes and with the version of the roster that
 * has it.
 */
public interface Presence {

  /**
   * Hears of the changes that this node made, in the order of each channel. Called where the
   * channel's order is held, so it must return quickly and not call back.
   */
  interface Watcher {
    /** A member came with their first connection. */
    void joined(ChannelName channel, Member member);

    /** A member went with their last connection. */
    void left(ChannelName channel, String memberId);
  }

  /** Says who hears of changes; called once, before anything else. */
  void start(Watcher watcher);

  /**
   * What a channel has room for, over all nodes. Both bounds are inclusive and at least 1.
   *
   * @param members how many members it may have
   * @param connectionsPerMember how many connections each member may have
   */
  record Room(int members, int connectionsPerMember) {
    /** For as many as come. */
    public static final Room UNBOUNDED = new Room(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Checks the bounds. */
    public Room {
      if (members < 1 || connectionsPerMember < 1) {
        throw new IllegalArgumentException(
            "room: %d members, %d connections each (expected: at least 1)"
                .formatted(members, connectionsPerMember));
      }
    }

    /** For so many members, each with as many connections as they like. */
    public static Room forMembers(int members) {
      return new Room(members, Integer.MAX_VALUE);
    }

    /** For any members, each with so many connections. */
    public static Room forConnections(int connectionsPerMember) {
      return new Room(Integer.MAX_VALUE, connectionsPerMember);
    }
  }

  /**
   * Adds one connection of a member.
   *
   * @param connection the connection's id, unique over all nodes; the same one twice counts once
   * @return the members with this one among them; fails with {@link dev.freshet.model.Refused} of
   *     {@code TOO_MANY_MEMBERS} when the member is new and there is no room for one more, or
   *     {@code TOO_MANY_CONNECTIONS} when the connection is new and the member may not have one
   *     more, nothing being changed then
   */
  CompletionStage<Roster> join(ChannelName channel, String connection, Member member, Room room);

  /**
   * Takes one connection of a member away, or changes nothing when it is none. Calls for one
   * connection take effect in their order, whether or not the stage of the one before is complete,
   * and a leave takes effect sooner or later even when its stage fails: the caller is gone by then.
   */
  CompletionStage<Void> leave(ChannelName channel, String connection, String memberId);

  /** The members, each once, with the info of their latest join. */
  CompletionStage<Roster> roster(ChannelName channel);

  /** How many members a channel has. */
  CompletionStage<Integer> count(ChannelName channel);
}
