package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.FIVE;
import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.bodies;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keyed;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every broker does. */
public interface BrokerContract {

  /**
   * Starts a broker of its own; closed by the implementing class after the test.
   *
   * @param idempotencyWindow how long keys are remembered
   */
  Broker open(Broker.Receiver receiver, Duration idempotencyWindow);

  /** Lets that much time pass for the broker. */
  void pass(Duration time);

  private Broker open(Broker.Receiver receiver) {
    return open(receiver, Duration.ofMinutes(5));
  }

  @Test
  default void aPublicationIsHeardAsItWasDrafted() {
    var heard = new Heard();
    var broker = open(heard);
    var channel = channel("news");
    get(broker.listen(channel));
    var text = new Draft(Payload.text("grüß 🌍"), "greeting", "city", null, null);
    var binary = Draft.of(Payload.binary(new byte[] {0, -1, 10, 13}));
    get(broker.publish(channel, text, FIVE));
    get(broker.publish(channel, binary, FIVE));
    await().until(() -> heard.count() == 2);
    var first = heard.on(channel).get(0);
    assertThat(first.payload()).isEqualTo(text.payload());
    assertThat(first.event()).isEqualTo("greeting");
    assertThat(first.conflationKey()).isEqualTo("city");
    assertThat(first.time()).isPositive();
    var second = heard.on(channel).get(1);
    assertThat(second.payload()).isEqualTo(binary.payload());
    assertThat(second.event()).isNull();
    assertThat(second.conflationKey()).isNull();
  }

  @Test
  default void offsetsRiseByOneFromOneInOneEpoch() {
    var heard = new Heard();
    var broker = open(heard);
    var channel = channel("news");
    get(broker.listen(channel));
    var positions = new ArrayList<Object>();
    for (int i = 0; i < 20; i++) {
      positions.add(requireNonNull(get(broker.publish(channel, draft("" + i), FIVE)).position()));
    }
    await().until(() -> heard.count() == 20);
    var publications = heard.on(channel);
    assertThat(publications)
        .extracting("offset")
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(publications).extracting("epoch").containsOnly(publications.get(0).epoch());
    assertThat(publications).extracting("position").containsExactlyElementsOf(positions);
    assertThat(bodies(publications))
        .isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
  }

  @Test
  default void withoutHistoryAPublicationHasNoPositionButIsHeardInOrder() {
    var heard = new Heard();
    var broker = open(heard);
    var channel = channel("ticker");
    get(broker.listen(channel));
    for (int i = 0; i < 10; i++) {
      var published = get(broker.publish(channel, draft("" + i), NONE));
      assertThat(published.position()).isNull();
      assertThat(published.duplicate()).isFalse();
    }
    await().until(() -> heard.count() == 10);
    assertThat(heard.on(channel)).noneMatch(publication -> publication.hasPosition());
    assertThat(bodies(heard.on(channel)))
        .isEqualTo(IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  @Test
  default void onlyChannelsListenedToAreHeard() {
    var heard = new Heard();
    var broker = open(heard);
    get(broker.listen(channel("a")));
    get(broker.publish(channel("b"), draft("no"), FIVE));
    get(broker.publish(channel("a"), draft("yes"), FIVE));
    await().until(() -> heard.count() > 0);
    assertThat(bodies(heard.on(channel("a")))).containsExactly("yes");
    assertThat(heard.on(channel("b"))).isEmpty();
  }

  @Test
  default void aChannelIgnoredAndListenedToAgainIsHeardAgain() {
    var heard = new Heard();
    var broker = open(heard);
    get(broker.listen(channel("a")));
    broker.ignore(channel("a"));
    get(broker.listen(channel("a")));
    get(broker.publish(channel("a"), draft("yes"), FIVE));
    await().until(() -> heard.count() == 1);
  }

  @Test
  default void theSameIdempotencyKeyIsDeliveredOnceAndAnswersTheFirstPosition() {
    var heard = new Heard();
    var broker = open(heard);
    var channel = channel("orders");
    get(broker.listen(channel));
    var first = get(broker.publish(channel, keyed("1", "k"), FIVE));
    get(broker.publish(channel, keyed("2", "other"), FIVE));
    var second = get(broker.publish(channel, keyed("again", "k"), FIVE));
    get(broker.publish(channel, draft("3"), FIVE));
    await().until(() -> heard.count() >= 3);
    assertThat(first.duplicate()).isFalse();
    assertThat(second.duplicate()).isTrue();
    assertThat(second.position()).isNotNull().isEqualTo(first.position());
    assertThat(bodies(heard.on(channel))).containsExactly("1", "2", "3");
    assertThat(bodies(get(broker.history().read(channel, FIVE, null, 9, false)).publications()))
        .containsExactly("1", "2", "3");
  }

  @Test
  default void anIdempotencyKeyIsAChannelsOwn() {
    var broker = open(new Heard());
    get(broker.publish(channel("a"), keyed("1", "k"), FIVE));
    assertThat(get(broker.publish(channel("b"), keyed("1", "k"), FIVE)).duplicate()).isFalse();
  }

  @Test
  default void anIdempotencyKeyWorksWithoutHistory() {
    var heard = new Heard();
    var broker = open(heard);
    get(broker.listen(channel("a")));
    get(broker.publish(channel("a"), keyed("1", "k"), NONE));
    var second = get(broker.publish(channel("a"), keyed("1", "k"), NONE));
    get(broker.publish(channel("a"), draft("2"), NONE));
    await().until(() -> heard.count() >= 2);
    assertThat(second.duplicate()).isTrue();
    assertThat(second.position()).isNull();
    assertThat(bodies(heard.on(channel("a")))).containsExactly("1", "2");
  }

  @Test
  default void anIdempotencyKeyIsForgottenAfterItsWindow() {
    var broker = open(new Heard(), Duration.ofSeconds(1));
    var first = get(broker.publish(channel("a"), keyed("1", "k"), FIVE));
    pass(Duration.ofMillis(1_100));
    var second = get(broker.publish(channel("a"), keyed("2", "k"), FIVE));
    assertThat(second.duplicate()).isFalse();
    assertThat(second.position()).isNotEqualTo(first.position());
  }

  @Test
  default void twoAppsWithTheSameNameDoNotHearEachOther() {
    var heard = new Heard();
    var broker = open(heard);
    var mine = channel("a");
    var theirs = new ChannelName("other", "a");
    get(broker.listen(mine));
    get(broker.publish(theirs, draft("theirs"), FIVE));
    get(broker.publish(mine, draft("mine"), FIVE));
    await().until(() -> heard.count() > 0);
    assertThat(bodies(heard.on(mine))).containsExactly("mine");
    assertThat(heard.on(theirs)).isEmpty();
    assertThat(bodies(get(broker.history().read(mine, FIVE, null, 9, false)).publications()))
        .containsExactly("mine");
  }

  @Test
  default void aClosedBrokerRefusesPublications() {
    var broker = open(new Heard());
    broker.close();
    assertThatThrownBy(() ->
            broker
                .publish(channel("a"), draft("late"), FIVE)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Refused.class);
  }
}
