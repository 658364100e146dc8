package dev.freshet.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The judge of whole-system tests sees what is wrong, and only that. */
class TrailTest {
  private final Trail trail = new Trail("follower", "channel");

  private void hear(String epoch, long... offsets) {
    for (long offset : offsets) {
      trail.hear(new Trail.Heard(0, epoch + offset, epoch, offset));
    }
  }

  @Test
  void whatFollowsIsInOrder() {
    trail.at("e", 4);
    hear("e", 5, 6);
    trail.at("e", 6);
    hear("e", 7);
    assertThat(trail.faults()).isEmpty();
    assertThat(trail.isAt("e:7")).isTrue();
  }

  @Test
  void aFollowerMayBeginAnywhere() {
    hear("e", 9, 10);
    assertThat(trail.faults()).isEmpty();
  }

  @Test
  void aGapIsAFaultUnlessItIsTold() {
    hear("e", 1);
    trail.reset("e", 4);
    hear("e", 5);
    assertThat(trail.faults()).isEmpty();
    hear("e", 7);
    assertThat(trail.faults()).containsExactly("follower on channel at e:5: heard e:7");
    assertThat(trail.resets()).isEqualTo(1);
  }

  @Test
  void twiceIsAFaultEvenAfterAReset() {
    hear("e", 1, 2);
    trail.reset("e", 1);
    hear("e", 2);
    assertThat(trail.faults()).containsExactly("follower on channel at e:1: heard twice e:2");
  }

  @Test
  void anotherEpochIsAFaultUnlessItIsTold() {
    hear("e", 1);
    hear("f", 2);
    assertThat(trail.faults()).hasSize(1);
  }

  @Test
  void resumingElsewhereIsAFault() {
    hear("e", 1);
    trail.at("e", 2);
    assertThat(trail.faults()).containsExactly("follower on channel at e:1: resumed at e:2");
  }
}
