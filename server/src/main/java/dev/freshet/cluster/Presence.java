package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Who is on a channel, over all nodes. A member with several connections is present once. May be
 * called from any thread; never blocks.
 */
public interface Presence {

  /**
   * Adds one connection of a member.
   *
   * @param connection the connection's id, unique over all nodes; the same one twice counts once
   * @return whether the member was not present before
   */
  CompletionStage<Boolean> join(ChannelName channel, String connection, Member member);

  /**
   * Takes one connection of a member away.
   *
   * @return whether that was the member's last
   */
  CompletionStage<Boolean> leave(ChannelName channel, String connection, String memberId);

  /** The members, each once, with the info of their latest join; in no particular order. */
  CompletionStage<List<Member>> members(ChannelName channel);
}
