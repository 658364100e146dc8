package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.runAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every presence does. */
public interface PresenceContract {

  /** A presence without members; closed by the implementing class after the test. */
  Presence presence();

  /** The notices of a channel that its subscribers heard so far. */
  List<Publication> heard(ChannelName channel);

  /** A watcher that keeps what it is told, as {@code +channel id} and {@code -channel id}. */
  final class Told implements Presence.Watcher {
    final List<String> changes = new CopyOnWriteArrayList<>();

    @Override
    public void joined(ChannelName channel, Member member) {
      changes.add("+" + channel.name() + " " + member.id());
    }

    @Override
    public void left(ChannelName channel, String memberId) {
      changes.add("-" + channel.name() + " " + memberId);
    }
  }

  /** What the presence was started with. */
  Told told();

  private Roster join(ChannelName channel, String connection, String id, String info) {
    return get(
        presence().join(channel, connection, new Member(id, Payload.text(info)), Room.UNBOUNDED));
  }

  private void leave(ChannelName channel, String connection, String id) {
    get(presence().leave(channel, connection, id));
  }

  private List<String> news(ChannelName channel) {
    return heard(channel).stream().map(p -> p.notice() + " " + p.event()).toList();
  }

  @Test
  default void aMemberWithSeveralConnectionsIsPresentOnce() {
    var room = channel("room");
    join(room, "c1", "ann", "{}");
    join(room, "c2", "ann", "{}");
    assertThat(join(room, "c3", "bob", "{}").members())
        .extracting(Member::id)
        .containsExactlyInAnyOrder("ann", "bob");
    assertThat(get(presence().count(room))).isEqualTo(2);
    assertThat(news(room)).containsExactly("JOINED ann", "JOINED bob");
    assertThat(told().changes).containsExactly("+room ann", "+room bob");
  }

  @Test
  default void aMemberIsGoneWithTheLastConnection() {
    var room = channel("room");
    join(room, "c1", "ann", "{}");
    join(room, "c2", "ann", "{}");
    leave(room, "c1", "ann");
    assertThat(get(presence().count(room))).isEqualTo(1);
    leave(room, "c2", "ann");
    assertThat(get(presence().roster(room)).members()).isEmpty();
    join(room, "c1", "ann", "{}");
    assertThat(news(room)).containsExactly("JOINED ann", "LEFT ann", "JOINED ann");
    assertThat(told().changes).containsExactly("+room ann", "-room ann", "+room ann");
  }

  @Test
  default void theSameConnectionTwiceCountsOnce() {
    var room = channel("room");
    join(room, "c1", "ann", "{}");
    join(room, "c1", "ann", "{}");
    leave(room, "c1", "ann");
    assertThat(news(room)).containsExactly("JOINED ann", "LEFT ann");
  }

  @Test
  default void leavingWithoutHavingJoinedChangesNothing() {
    var room = channel("room");
    leave(room, "c1", "ann");
    join(room, "c1", "ann", "{}");
    leave(room, "c2", "ann");
    leave(room, "c1", "bob");
    assertThat(get(presence().count(room))).isEqualTo(1);
    leave(room, "c1", "ann");
    leave(room, "c1", "ann");
    assertThat(news(room)).containsExactly("JOINED ann", "LEFT ann");
  }

  @Test
  default void theInfoIsThatOfTheLatestJoin() {
    var room = channel("room");
    join(room, "c1", "ann", "old");
    var roster = join(room, "c2", "ann", "new");
    assertThat(roster.members()).containsExactly(new Member("ann", Payload.text("new")));
    assertThat(heard(room)).extracting(Publication::payload).containsExactly(Payload.text("old"));
  }

  @Test
  default void aMemberIsPresentOnEachChannelByItself() {
    join(channel("a"), "c1", "ann", "{}");
    join(channel("b"), "c1", "ann", "{}");
    join(new ChannelName("other", "a"), "c1", "ann", "{}");
    leave(channel("a"), "c1", "ann");
    assertThat(get(presence().count(channel("a")))).isZero();
    assertThat(get(presence().count(channel("b")))).isEqualTo(1);
    assertThat(get(presence().count(new ChannelName("other", "a")))).isEqualTo(1);
  }

  @Test
  default void aFullChannelTakesItsMembersButNobodyElse() {
    var room = channel("room");
    var ann = Member.of("ann");
    var one = Room.forMembers(1);
    get(presence().join(room, "c1", ann, one));
    get(presence().join(room, "c2", ann, one));
    assertThatThrownBy(() -> get(presence().join(room, "c3", Member.of("bob"), one)))
        .hasRootCauseInstanceOf(Refused.class)
        .rootCause()
        .extracting("problem")
        .isEqualTo(Problem.TOO_MANY_MEMBERS);
    assertThat(get(presence().roster(room)).members()).containsExactly(ann);
    assertThat(news(room)).containsExactly("JOINED ann");
  }

  @Test
  default void aMemberHasAsManyConnectionsAsThereIsRoomForAndTheOthersAreUnharmed() {
    var room = channel("room");
    var ann = Member.of("ann");
    var two = Room.forConnections(2);
    get(presence().join(room, "c1", ann, two));
    get(presence().join(room, "c2", ann, two));
    assertThatThrownBy(() -> get(presence().join(room, "c3", ann, two)))
        .hasRootCauseInstanceOf(Refused.class)
        .rootCause()
        .extracting("problem")
        .isEqualTo(Problem.TOO_MANY_CONNECTIONS);
    get(presence().join(room, "c2", ann, two));
    get(presence().join(room, "c4", Member.of("bob"), two));
    leave(room, "c3", "ann");
    leave(room, "c1", "ann");
    get(presence().join(room, "c3", ann, two));
    leave(room, "c2", "ann");
    assertThat(get(presence().count(room))).isEqualTo(2);
    leave(room, "c3", "ann");
    assertThat(news(room)).containsExactly("JOINED ann", "JOINED bob", "LEFT ann");
  }

  @Test
  default void aRosterHasTheNoticesUpToItsVersionAndNoLaterOne() {
    var room = channel("room");
    long empty = get(presence().roster(room)).version();
    long one = join(room, "c1", "ann", "{}").version();
    leave(room, "c1", "ann");
    long left = get(presence().roster(room)).version();
    long again = join(room, "c1", "ann", "{}").version();
    assertThat(List.of(empty, one, left)).isSorted();
    assertThat(heard(room)).extracting(Publication::offset).containsExactly(one, left, again);
    assertThat(again).isGreaterThan(left);
  }

  /** Whoever follows the notices from a roster on has the members at any time. */
  @Test
  default void ofConnectionsThatComeAndGoAtOnceTheNoticesTellTheTruth() throws Exception {
    int connections = 8;
    var room = channel("room");
    var barrier = new CyclicBarrier(connections);
    for (int round = 0; round < 50; round++) {
      var moves =
          IntStream.range(0, connections)
              .<Callable<Void>>mapToObj(i ->
                  () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    String id = "m" + i % 2;
                    join(room, "c" + i, id, "{}");
                    if (i < connections - 1) {
                      leave(room, "c" + i, id);
                    }
                    return null;
                  });
      runAll(moves.toList());
      assertThat(follow(room)).containsExactly("m1");
      leave(room, "c" + (connections - 1), "m1");
      assertThat(follow(room)).isEmpty();
    }
  }

  private Set<String> follow(ChannelName room) {
    var present = new HashSet<String>();
    Stream<Publication> notices = heard(room).stream();
    notices.forEachOrdered(notice -> {
      boolean changed =
          notice.notice() == Notice.JOINED
              ? present.add(notice.event())
              : present.remove(notice.event());
      assertThat(changed).as("%s twice", notice.notice()).isTrue();
    });
    return present;
  }
}
