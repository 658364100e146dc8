package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.runAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every presence does. */
public interface PresenceContract {

  /** A presence without members; closed by the implementing class after the test. */
  Presence presence();

  private boolean join(ChannelName channel, String connection, String id, String info) {
    return get(presence().join(channel, connection, new Member(id, Payload.text(info))));
  }

  private boolean leave(ChannelName channel, String connection, String id) {
    return get(presence().leave(channel, connection, id));
  }

  @Test
  default void aMemberWithSeveralConnectionsIsPresentOnce() {
    var room = channel("room");
    assertThat(join(room, "c1", "ann", "{}")).isTrue();
    assertThat(join(room, "c2", "ann", "{}")).isFalse();
    assertThat(join(room, "c3", "bob", "{}")).isTrue();
    assertThat(get(presence().members(room)))
        .extracting(Member::id)
        .containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  default void aMemberIsGoneWithTheLastConnection() {
    var room = channel("room");
    join(room, "c1", "ann", "{}");
    join(room, "c2", "ann", "{}");
    join(room, "c3", "ann", "{}");
    assertThat(leave(room, "c2", "ann")).isFalse();
    assertThat(leave(room, "c1", "ann")).isFalse();
    assertThat(get(presence().members(room))).hasSize(1);
    assertThat(leave(room, "c3", "ann")).isTrue();
    assertThat(get(presence().members(room))).isEmpty();
    assertThat(join(room, "c1", "ann", "{}")).isTrue();
  }

  @Test
  default void theSameConnectionTwiceCountsOnce() {
    var room = channel("room");
    assertThat(join(room, "c1", "ann", "{}")).isTrue();
    assertThat(join(room, "c1", "ann", "{}")).isFalse();
    assertThat(leave(room, "c1", "ann")).isTrue();
  }

  @Test
  default void leavingWithoutHavingJoinedChangesNothing() {
    var room = channel("room");
    assertThat(leave(room, "c1", "ann")).isFalse();
    join(room, "c1", "ann", "{}");
    assertThat(leave(room, "c2", "ann")).isFalse();
    assertThat(leave(room, "c1", "bob")).isFalse();
    assertThat(get(presence().members(room))).hasSize(1);
    assertThat(leave(room, "c1", "ann")).isTrue();
    assertThat(leave(room, "c1", "ann")).isFalse();
  }

  @Test
  default void theInfoIsThatOfTheLatestJoin() {
    var room = channel("room");
    join(room, "c1", "ann", "old");
    join(room, "c2", "ann", "new");
    assertThat(get(presence().members(room)))
        .containsExactly(new Member("ann", Payload.text("new")));
  }

  @Test
  default void aMemberIsPresentOnEachChannelByItself() {
    join(channel("a"), "c1", "ann", "{}");
    assertThat(join(channel("b"), "c1", "ann", "{}")).isTrue();
    assertThat(join(new ChannelName("other", "a"), "c1", "ann", "{}")).isTrue();
    assertThat(leave(channel("a"), "c1", "ann")).isTrue();
    assertThat(get(presence().members(channel("b")))).hasSize(1);
    assertThat(get(presence().members(new ChannelName("other", "a")))).hasSize(1);
  }

  @Test
  default void ofConnectionsThatComeAndGoAtOnceExactlyOneIsFirstAndOneLast() throws Exception {
    int connections = 8;
    var room = channel("room");
    var barrier = new CyclicBarrier(connections);
    for (int round = 0; round < 50; round++) {
      var joins =
          IntStream.range(0, connections)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    return join(room, "c" + i, "ann", "{}");
                  });
      assertThat(runAll(joins.toList())).filteredOn(first -> first).hasSize(1);
      var leaves =
          IntStream.range(0, connections)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    return leave(room, "c" + i, "ann");
                  });
      assertThat(runAll(leaves.toList())).filteredOn(last -> last).hasSize(1);
    }
    assertThat(get(presence().members(room))).isEmpty();
  }
}
