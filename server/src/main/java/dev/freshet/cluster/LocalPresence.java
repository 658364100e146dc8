package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Presence of a node that stands alone; it holds exactly who joined and has not left. The stages it
 * returns are completed. A channel's members change, are read and are announced under the map's
 * lock of that channel alone, so that notices have the order of the changes.
 */
public final class LocalPresence implements Presence {
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final Broker broker;
  private final InstantSource clock;
  private final Map<ChannelName, Map<String, Present>> channels = new ConcurrentHashMap<>();
  private final LongAdder members = new LongAdder();

  /** One for all channels: it must not start again when a channel was empty. */
  private final AtomicLong version = new AtomicLong();

  private @Nullable Watcher watcher;

  /** A member and their connections; most have one, which an immutable set holds in 16 bytes. */
  private record Present(Member member, Set<String> connections) {}

  /** Announces on this broker. */
  public LocalPresence(Broker broker, InstantSource clock) {
    this.broker = broker;
    this.clock = clock;
  }

  @Override
  public void start(Watcher watcher) {
    this.watcher = watcher;
  }

  @Override
  public CompletionStage<Roster> join(
      ChannelName channel, String connection, Member member, Room room) {
    var answer = new CompletableFuture<Roster>();
    channels.compute(
        channel,
        (name, present) -> {
          Map<String, Present> now = present == null ? new HashMap<>(4) : present;
          Refused refused = refusal(now, connection, member, room);
          if (refused != null) {
            answer.completeExceptionally(refused);
            return present;
          }
          if (add(now, connection, member)) {
            announceJoin(name, member);
          }
          answer.complete(roster(now));
          return now;
        });
    return answer;
  }

  private static @Nullable Refused refusal(
      Map<String, Present> present, String connection, Member member, Room room) {
    Present before = present.get(member.id());
    if (before == null) {
      return present.size() < room.members()
          ? null
          : new Refused(Problem.TOO_MANY_MEMBERS, "the limit is " + room.members() + " members");
    }
    Set<String> connections = before.connections();
    return connections.size() < room.connectionsPerMember() || connections.contains(connection)
        ? null
        : new Refused(
            Problem.TOO_MANY_CONNECTIONS,
            "the limit is " + room.connectionsPerMember() + " connections of one user");
  }

  /** Whether the member is new. */
  private boolean add(Map<String, Present> present, String connection, Member member) {
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

  private void announceJoin(ChannelName channel, Member member) {
    announce(channel, Notice.JOINED, member);
    if (watcher != null) {
      watcher.joined(channel, member);
    }
  }

  private void announce(ChannelName channel, Notice notice, Member member) {
    var _ =
        broker.announce(
            channel, Publication.of(notice, member, version.incrementAndGet(), clock.millis()));
  }

  @Override
  public CompletionStage<Void> leave(ChannelName channel, String connection, String memberId) {
    channels.computeIfPresent(
        channel,
        (name, present) -> {
          if (remove(present, connection, memberId)) {
            announceLeave(name, memberId);
          }
          return present.isEmpty() ? null : present;
        });
    return DONE;
  }

  /** Whether the member is gone. */
  private boolean remove(Map<String, Present> present, String connection, String memberId) {
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

  private void announceLeave(ChannelName channel, String memberId) {
    announce(channel, Notice.LEFT, Member.of(memberId));
    if (watcher != null) {
      watcher.left(channel, memberId);
    }
  }

  @Override
  public CompletionStage<Roster> roster(ChannelName channel) {
    var answer = new CompletableFuture<Roster>();
    channels.compute(
        channel,
        (name, present) -> {
          answer.complete(roster(present == null ? Map.of() : present));
          return present;
        });
    return answer;
  }

  private Roster roster(Map<String, Present> present) {
    var list = new ArrayList<Member>(present.size());
    present.values().forEach(one -> list.add(one.member()));
    return new Roster(version.get(), List.copyOf(list));
  }

  @Override
  public CompletionStage<Integer> count(ChannelName channel) {
    var answer = new CompletableFuture<Integer>();
    channels.computeIfPresent(
        channel,
        (name, present) -> {
          answer.complete(present.size());
          return present;
        });
    answer.complete(0);
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
