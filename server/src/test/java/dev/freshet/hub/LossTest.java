package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.Notice;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever was to hear what is lost is told so in its place, and nobody else. */
class LossTest {
  private final LineWire wire = new LineWire("w");
  private final HubRig rig = new HubRig(new HubSettings(1_000, 10, 1 << 20, 10));
  private final Listed subscriber = new Listed();

  /** Writes down each publication, a notice as its name and position. */
  private static final class Listed implements Subscriber {
    final List<String> heard = new ArrayList<>();
    int flushes;

    @Override
    public void deliver(Subscription subscription, Encoded batch, int first) {
      for (int i = first; i < batch.count(); i++) {
        Publication publication = batch.publication(i);
        heard.add(
            publication.notice() == null
                ? new String(publication.payload().bytes(), UTF_8)
                : publication.notice() + " " + publication.position());
      }
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public void overrun(Subscription subscription) {
      heard.add("overrun");
    }
  }

  private void lose(Position top) {
    rig.hub.deliver(CHAT, Publication.lost(top, 1_000));
  }

  private void count() {
    rig.hub.deliver(CHAT, Publication.of(Notice.COUNT, Payload.text("1"), 1_000));
  }

  @Test
  void aLossIsHeardInItsPlaceAndIsNoPublication() {
    rig.join(0, CHAT, subscriber, wire);
    rig.publish(CHAT, at("e", 1));
    lose(at("n", 3));
    rig.publish(CHAT, at("n", 4));
    rig.run();
    assertThat(subscriber.heard).containsExactly("e:1", "LOST n:3", "n:4");
    assertThat(Publication.lost(at("n", 3), 1_000).hasPosition()).isFalse();
    assertThat(rig.count(Metric.ENCODINGS)).isEqualTo(2);
  }

  @Test
  void aLossAloneIsHeardThoughThereIsNothingToEncode() {
    rig.join(0, CHAT, subscriber, wire);
    lose(at("n", 0));
    rig.run();
    assertThat(subscriber.heard).containsExactly("LOST n:0");
    assertThat(subscriber.flushes).isEqualTo(1);
    assertThat(rig.count(Metric.ENCODINGS)).isZero();
    assertThat(rig.count(Metric.DELIVERIES)).isZero();
    count();
    rig.run();
    assertThat(subscriber.heard).as("other notices are nothing to this wire").hasSize(1);
  }

  /** The top that was read while catching up, before the loss, after it, and in another epoch. */
  @ParameterizedTest
  @CsvSource({"n:3, false", "n:4, false", "n:2, true", "e:9, true"})
  void whoReadAfterTheLossIsNotToldAndWhoReadBeforeIs(String top, boolean told) {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    lose(at("n", 3));
    rig.run();
    rig.shard(0).goLive(subscription, Position.parse(top));
    assertThat(subscriber.heard.contains("LOST n:3")).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({"n:3, false", "n:4, false", "n:2, true", "e:9, true"})
  void whoIsLiveByNowIsToldByTheSameRule(String top, boolean told) {
    rig.join(0, CHAT, subscriber, wire, Position.parse(top));
    lose(at("n", 3));
    rig.run();
    assertThat(subscriber.heard.contains("LOST n:3")).isEqualTo(told);
  }

  @Test
  void aLossAfterTheFirstPublicationIsAlwaysTold() {
    rig.join(0, CHAT, subscriber, wire, at("n", 5));
    rig.publish(CHAT, at("n", 6));
    rig.run();
    lose(at("n", 9));
    rig.run();
    lose(at("o", 0));
    rig.run();
    assertThat(subscriber.heard).containsExactly("n:6", "LOST n:9", "LOST o:0");
  }

  @Test
  void whatIsOlderThanALossThatWasReadIsNotHeardEither() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.publish(CHAT, at("e", 8));
    lose(at("n", 0));
    rig.publish(CHAT, at("n", 1), at("n", 2));
    rig.run();
    rig.shard(0).goLive(subscription, at("n", 1));
    assertThat(subscriber.heard).containsExactly("n:2");
  }

  @Test
  void theSameHoldsForABatchThatComesAfterGoingLive() {
    rig.join(0, CHAT, subscriber, wire, at("n", 1));
    rig.publish(CHAT, at("e", 8));
    lose(at("n", 0));
    rig.publish(CHAT, at("n", 1), at("n", 2));
    rig.run();
    assertThat(subscriber.heard).containsExactly("n:2");
  }

  @Test
  void aLossWithoutHistoryIsToldToEverybody() {
    var subscription = rig.enter(0, CHAT, subscriber, wire);
    rig.hub.deliver(CHAT, Publication.lost(null, 1_000));
    rig.run();
    rig.shard(0).goLive(subscription, null);
    rig.hub.deliver(CHAT, Publication.lost(null, 1_000));
    rig.run();
    assertThat(subscriber.heard).containsExactly("LOST earliest", "LOST earliest");
  }

  @Test
  void whatWasReadIsNotHeardAgainBecauseANoticeStandsBeforeIt() {
    var news = new NoticeWire();
    var subscription = rig.enter(0, CHAT, subscriber, news);
    count();
    rig.publish(CHAT, at("e", 1));
    rig.run();
    rig.shard(0).goLive(subscription, at("e", 3));
    assertThat(subscriber.heard).containsExactly("COUNT earliest");
    count();
    rig.publish(CHAT, at("e", 2));
    rig.run();
    count();
    rig.run();
    rig.publish(CHAT, at("e", 3), at("e", 4));
    rig.run();
    assertThat(subscriber.heard)
        .containsExactly("COUNT earliest", "COUNT earliest", "COUNT earliest", "e:4");
  }

  @Test
  void nobodyIsFlushedForABatchOfWhatWasReadAndALossBefore() {
    rig.join(0, CHAT, subscriber, wire, at("n", 2));
    lose(at("n", 1));
    rig.publish(CHAT, at("n", 2));
    rig.run();
    assertThat(subscriber.heard).isEmpty();
    assertThat(subscriber.flushes).isZero();
  }
}
