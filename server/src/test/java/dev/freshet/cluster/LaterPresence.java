package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Roster;
import java.util.concurrent.CompletionStage;

/** A presence whose answers come when a test lets them. */
public final class LaterPresence implements Presence {
  /** What its answers to those who come and go wait for. */
  public final Later moves = new Later();

  /** What its answers to questions wait for. */
  public final Later questions = new Later();

  private final Presence presence;

  /** Around this one. */
  public LaterPresence(Presence presence) {
    this.presence = presence;
  }

  @Override
  public void start(Watcher watcher) {
    presence.start(watcher);
  }

  @Override
  public CompletionStage<Roster> join(
      ChannelName channel, String connection, Member member, Room room) {
    return moves.call(() -> presence.join(channel, connection, member, room));
  }

  @Override
  public CompletionStage<Void> leave(ChannelName channel, String connection, String memberId) {
    return moves.call(() -> presence.leave(channel, connection, memberId));
  }

  @Override
  public CompletionStage<Roster> roster(ChannelName channel) {
    return questions.call(() -> presence.roster(channel));
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    return questions.call(() -> presence.count(channel));
  }
}
