package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Publication;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalPresenceTest implements PresenceContract {
  private final Heard heard = new Heard();
  private final Told told = new Told();
  private final HandClock clock = new HandClock();
  private final LocalBroker broker =
      new LocalBroker(new LocalHistory(LocalHistory.Bounds.ofThisMachine(), clock), clock);
  private final LocalPresence presence = new LocalPresence(broker, clock);

  @BeforeEach
  void start() {
    broker.start(heard);
    broker.listen(channel("room"));
    presence.start(told);
  }

  @Override
  public Presence presence() {
    return presence;
  }

  @Override
  public List<Publication> heard(ChannelName channel) {
    return heard.on(channel);
  }

  @Override
  public Told told() {
    return told;
  }

  @Test
  void whatLeftIsNotHeld() {
    for (int i = 0; i < 100; i++) {
      get(presence.join(channel("c" + i % 10), "x" + i, Member.of("m" + i), Room.forMembers(100)));
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
    var member = Member.of("ann");
    assertThat(presence.join(channel("a"), "c", member, Room.UNBOUNDED).toCompletableFuture())
        .isDone();
    assertThat(presence.roster(channel("a")).toCompletableFuture()).isDone();
    assertThat(presence.count(channel("a")).toCompletableFuture()).isDone();
    assertThat(presence.leave(channel("a"), "c", "ann").toCompletableFuture()).isDone();
  }
}
