package dev.freshet.redis.state;

import dev.freshet.cluster.Presence;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Roster;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who is on channels over all nodes, in Redis. Changes are announced by the script that makes them,
 * so that notices have their order.
 */
final class RedisPresence implements Presence {
  private final Shares shares;

  RedisPresence(Shares shares) {
    this.shares = shares;
  }

  @Override
  public void start(Watcher watcher) {
    shares.watch(watcher);
  }

  @Override
  public CompletionStage<Roster> join(
      ChannelName channel, String connection, Member member, Room room) {
    return shares.of(channel).join(channel, connection, member, room);
  }

  @Override
  public CompletionStage<Void> leave(ChannelName channel, String connection, String memberId) {
    return shares.of(channel).leave(channel, connection, memberId);
  }

  @Override
  public CompletionStage<Roster> roster(ChannelName channel) {
    var answer = new CompletableFuture<Roster>();
    shares.of(channel).ask(new Read.Members(channel, answer));
    return answer;
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    var answer = new CompletableFuture<Integer>();
    shares.of(channel).ask(new Read.Total("p", channel, answer));
    return answer;
  }
}
