package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.History.Page;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What subscribers are told when the epoch of a channel changes while it is listened to. */
class ListeningTest {
  private final List<String> handedOn = new ArrayList<>();
  private final Listening listening =
      new Listening(
          new ChannelName("app", "news"),
          0,
          "key",
          (channel, publication) -> handedOn.add(told(publication)),
          new GapNumbers(new Metrics()),
          0);

  private static String told(Publication publication) {
    String what = publication.notice() == Notice.LOST ? "lost " : "";
    return what + publication.epoch() + ":" + publication.offset();
  }

  private void hear(String epoch, long offset) {
    var draft = Draft.of(Payload.text("x"));
    var _ = listening.heard(Publication.of(draft, epoch, offset, 0));
  }

  /** The subscription goes and comes back, and history has nothing new. */
  private void cut(String epoch, long offset) {
    listening.lost();
    assertThat(listening.confirmed()).isEqualTo(Listening.Next.READ);
    var page = new Page(new Position(epoch, offset), List.of(), true);
    assertThat(listening.read(page)).isEqualTo(Listening.Next.NOTHING);
  }

  @Test
  void anEpochThatBeginsWhileListeningIsHeardFromItsStart() {
    assertThat(listening.confirmed()).isEqualTo(Listening.Next.NOTHING);
    hear("a", 1);
    hear("b", 1);
    assertThat(handedOn).containsExactly("a:1", "b:1");
  }

  @Test
  void anEpochThatBeginsAfterACutMayHaveLostSomething() {
    assertThat(listening.confirmed()).isEqualTo(Listening.Next.NOTHING);
    hear("a", 1);
    cut("a", 1);
    hear("b", 1);
    hear("b", 2);
    assertThat(handedOn).containsExactly("a:1", "lost b:0", "b:1", "b:2");
  }

  @Test
  void aChannelThatGoesOnAfterACutIsNoLongerInDoubt() {
    assertThat(listening.confirmed()).isEqualTo(Listening.Next.NOTHING);
    hear("a", 1);
    cut("a", 1);
    hear("a", 2);
    hear("b", 1);
    assertThat(handedOn).containsExactly("a:1", "a:2", "b:1");
  }
}
