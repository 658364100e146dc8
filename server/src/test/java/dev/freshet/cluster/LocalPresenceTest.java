package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import org.junit.jupiter.api.Test;

class LocalPresenceTest implements PresenceContract {
  private final LocalPresence presence = new LocalPresence();

  @Override
  public Presence presence() {
    return presence;
  }

  @Test
  void whatLeftIsNotHeld() {
    for (int i = 0; i < 100; i++) {
      get(presence.join(channel("c" + i % 10), "x" + i, new Member("m" + i, Payload.text("{}"))));
    }
    assertThat(presence.channels()).isEqualTo(10);
    assertThat(presence.members()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      get(presence.leave(channel("c" + i % 10), "x" + i, "m" + i));
    }
    assertThat(presence.channels()).isZero();
    assertThat(presence.members()).isZero();
  }

  @Test
  void stagesAreCompletedWhenTheyAreReturned() {
    var member = new Member("ann", Payload.text("{}"));
    assertThat(presence.join(channel("a"), "c", member).toCompletableFuture()).isDone();
    assertThat(presence.members(channel("a")).toCompletableFuture()).isDone();
    assertThat(presence.leave(channel("a"), "c", "ann").toCompletableFuture()).isDone();
  }
}
