package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Presence of a node that stands alone; it holds exactly who joined and has not left. The stages it
 * returns are completed. A channel's members change and are read under the map's lock of that
 * channel alone.
 */
public final class LocalPresence implements Presence {
  private final Map<ChannelName, Map<String, Present>> channels = new ConcurrentHashMap<>();
  private final LongAdder members = new LongAdder();

  /** A member and their connections; most have one, which an immutable set holds in 16 bytes. */
  private record Present(Member member, Set<String> connections) {}

  @Override
  public CompletionStage<Boolean> join(ChannelName channel, String connection, Member member) {
    var answer = new CompletableFuture<Boolean>();
    channels.compute(
        channel,
        (name, present) -> {
          Map<String, Present> now = present == null ? new HashMap<>(4) : present;
          answer.complete(join(now, connection, member));
          return now;
        });
    return answer;
  }

  private boolean join(Map<String, Present> present, String connection, Member member) {
    Present before = present.get(member.id());
    if (before == null) {
      present.put(member.id(), new Present(member, Set.of(connection)));
      members.increment();
      return true;
    }
    Set<String> connections = before.connections();
    if (!connections.contains(connection)) {
      connections = connections.size() == 1 ? new HashSet<>(connections) : connections;
      connections.add(connection);
    }
    present.put(member.id(), new Present(member, connections));
    return false;
  }

  @Override
  public CompletionStage<Boolean> leave(ChannelName channel, String connection, String memberId) {
    var answer = new CompletableFuture<Boolean>();
    channels.computeIfPresent(
        channel,
        (name, present) -> {
          answer.complete(leave(present, connection, memberId));
          return present.isEmpty() ? null : present;
        });
    answer.complete(false);
    return answer;
  }

  private boolean leave(Map<String, Present> present, String connection, String memberId) {
    Present before = present.get(memberId);
    if (before == null || !before.connections().contains(connection)) {
      return false;
    }
    if (before.connections().size() > 1) {
      before.connections().remove(connection);
      return false;
    }
    present.remove(memberId);
    members.decrement();
    return true;
  }

  @Override
  public CompletionStage<List<Member>> members(ChannelName channel) {
    var answer = new CompletableFuture<List<Member>>();
    channels.computeIfPresent(
        channel,
        (name, present) -> {
          var list = new ArrayList<Member>(present.size());
          present.values().forEach(one -> list.add(one.member()));
          answer.complete(list);
          return present;
        });
    answer.complete(List.of());
    return answer;
  }

  /** How many channels have members. */
  public int channels() {
    return channels.size();
  }

  /** How many members there are, one on two channels counted twice. */
  public long members() {
    return members.sum();
  }
}
