package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.model.ChannelName;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every occupancy does; a count may take a moment to be seen. */
public interface OccupancyContract {

  /** An occupancy without channels; closed by the implementing class after the test. */
  Occupancy occupancy();

  private void awaitCount(ChannelName channel, int count) {
    await().untilAsserted(() -> assertThat(get(occupancy().count(channel))).isEqualTo(count));
  }

  @Test
  default void theCountIsWhatWasSetLast() {
    var room = channel("room");
    assertThat(get(occupancy().count(room))).isZero();
    occupancy().set(room, 1);
    occupancy().set(room, 70_000);
    awaitCount(room, 70_000);
    occupancy().set(room, 2);
    awaitCount(room, 2);
    occupancy().set(room, 0);
    awaitCount(room, 0);
  }

  @Test
  default void onlyOccupiedChannelsOfTheAppWithThePrefixAreListed() {
    for (String name : new String[] {"a", "room:", "room:1", "room:2", "room:gone", "rooms", "z"}) {
      occupancy().set(channel(name), name.length());
    }
    occupancy().set(channel("room:gone"), 0);
    occupancy().set(new ChannelName("other", "room:3"), 5);
    await()
        .untilAsserted(() ->
            assertThat(get(occupancy().channels("app", "room:", 100)))
                .isEqualTo(Map.of("room:", 5, "room:1", 6, "room:2", 6)));
    assertThat(get(occupancy().channels("app", "", 100))).hasSize(6);
    assertThat(get(occupancy().channels("app", "none", 100))).isEmpty();
    assertThat(get(occupancy().channels("nobody", "", 100))).isEmpty();
  }

  @Test
  default void aListIsNoLongerThanItsLimit() {
    for (int i = 0; i < 20; i++) {
      occupancy().set(channel("room:" + i), 1);
    }
    await().until(() -> get(occupancy().channels("app", "", 100)).size() == 20);
    assertThat(get(occupancy().channels("app", "room:", 7))).hasSize(7);
    assertThat(get(occupancy().channels("app", "room:", 0))).isEmpty();
  }

  @Test
  default void pagesHaveEveryChannelOnceInOneOrder() {
    var wanted = new TreeSet<String>();
    for (int i = 0; i < 60; i++) {
      wanted.add("room:" + i);
    }
    wanted.add("room:\uFFFD");
    wanted.add("room:\uD83C\uDF0D");
    wanted.forEach(name -> occupancy().set(channel(name), 1));
    occupancy().set(channel("qoom"), 1);
    occupancy().set(channel("soom"), 1);
    occupancy().set(ChannelName.ofUser("app", "u1"), 1);
    await().until(() -> get(occupancy().channels("app", "", 100)).size() == 64);
    var read = new ArrayList<String>();
    for (String after = ""; ; after = read.getLast()) {
      var page = get(occupancy().page("app", "room:", after, 7));
      read.addAll(page.keySet());
      if (page.size() < 7) {
        break;
      }
    }
    assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(get(occupancy().page("app", "room:", "a", 1)).keySet())
        .containsExactly(read.getFirst());
    assertThat(get(occupancy().page("app", "room:", "s", 7))).isEmpty();
    assertThat(get(occupancy().page("app", "", "", 100)).keySet()).hasSize(64).contains("soom");
  }

  @Test
  default void internalChannelsAreCountedButNotListed() {
    var internal = ChannelName.ofUser("app", "u1");
    occupancy().set(internal, 2);
    occupancy().set(channel("room"), 1);
    awaitCount(internal, 2);
    await()
        .untilAsserted(() ->
            assertThat(get(occupancy().channels("app", "", 100))).isEqualTo(Map.of("room", 1)));
    assertThat(get(occupancy().channels("app", "\u0001", 100))).isEmpty();
  }

  @Test
  default void aPrefixHasNoSpecialCharacters() {
    for (String name : new String[] {"a?c", "abc", "a[b]c", "é", "\uD83C\uDF0D:1"}) {
      occupancy().set(channel(name), 1);
    }
    await().until(() -> get(occupancy().channels("app", "", 100)).size() == 5);
    assertThat(get(occupancy().channels("app", "a?", 100))).containsOnlyKeys("a?c");
    assertThat(get(occupancy().channels("app", "a[b]", 100))).containsOnlyKeys("a[b]c");
    assertThat(get(occupancy().channels("app", "\uD83C\uDF0D", 100)))
        .containsOnlyKeys("\uD83C\uDF0D:1");
  }
}
