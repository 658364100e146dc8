package dev.freshet.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.SlowReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A delivery is interrupted between any two subscriptions, and any may leave or join there: nobody
 * who stays is left out or visited twice.
 */
class GroupTest {
  private static final int NEXT = -1;
  private static final int JOIN = -2;

  /** A group beside a list that is obviously right. */
  private static final class Walk {
    final Group group = new Group(new Fanout(HubRig.CHAT), new LineWire("w"));
    final List<Subscription> members = new ArrayList<>();

    /** Who was there when the delivery began, has not left since and was not visited. */
    final Set<Subscription> due = new HashSet<>();

    int born;

    Walk(int size) {
      for (int i = 0; i < size; i++) {
        join();
      }
    }

    void join() {
      var subscription =
          new Subscription(HubRig.CHAT, new Recorder(), group.wire, SlowReader.CLOSE);
      group.add(subscription);
      members.add(subscription);
      born++;
    }

    void leave(int i) {
      Subscription subscription = members.remove(i);
      due.remove(subscription);
      group.remove(subscription);
      assertThat(subscription.isSubscribed()).isFalse();
    }

    void begin() {
      group.begin();
      due.clear();
      due.addAll(members);
    }

    /** Visits one; false at the end, where nobody may be due. */
    boolean next() {
      Subscription next = group.next();
      if (next == null) {
        assertThat(due).as("left out").isEmpty();
        return false;
      }
      assertThat(due.remove(next)).as("visited once, and was there at the start").isTrue();
      return true;
    }

    void finish() {
      while (next()) {}
      assertThat(group.size()).isEqualTo(members.size());
      begin();
      while (next()) {}
    }

    void step(int action) {
      switch (action) {
        case NEXT -> next();
        case JOIN -> join();
        default -> leave(action);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoeverStaysIsVisitedOnceInEveryInterleaving(int size) {
    int scripts = explore(size, new int[6], 0);
    assertThat(scripts).isGreaterThan(700);
  }

  /** Plays every script of joins, leaves and visits up to a length; says how many there were. */
  private static int explore(int size, int[] script, int length) {
    Walk walk = play(size, script, length);
    int present = walk.members.size();
    walk.finish();
    if (length == script.length) {
      return 1;
    }
    int scripts = 1;
    for (int action = JOIN; action < present; action++) {
      script[length] = action;
      scripts += explore(size, script, length + 1);
    }
    return scripts;
  }

  private static Walk play(int size, int[] script, int length) {
    var walk = new Walk(size);
    walk.begin();
    for (int i = 0; i < length; i++) {
      walk.step(script[i]);
    }
    return walk;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverStaysIsVisitedOnceWhenManyComeAndGo(long seed) {
    var random = new Random(seed);
    var walk = new Walk(random.nextInt(300));
    for (int round = 0; round < 200; round++) {
      walk.begin();
      int bias = random.nextInt(9);
      boolean under = true;
      while (under) {
        int dice = random.nextInt(10);
        if (dice < bias && !walk.members.isEmpty()) {
          walk.leave(random.nextInt(walk.members.size()));
        } else if (dice == 9 || walk.members.size() < 3) {
          walk.join();
          under = walk.next();
        } else {
          under = walk.next();
        }
      }
      for (int i = random.nextInt(100); i > 0; i--) {
        walk.join();
      }
    }
    walk.finish();
    assertThat(walk.born).isGreaterThan(1_000);
  }

  @Test
  void aGroupThatEmptiesCanBeFilledAgain() {
    var walk = new Walk(64);
    while (!walk.members.isEmpty()) {
      walk.leave(walk.members.size() / 2);
    }
    for (int i = 0; i < 64; i++) {
      walk.join();
    }
    walk.begin();
    walk.finish();
  }
}
