package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.FIVE;
import static dev.freshet.cluster.Rules.bodies;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static dev.freshet.cluster.Rules.living;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Position;
import dev.freshet.model.app.ChannelRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every history does; publications come to it through its broker. */
public interface HistoryContract {

  /** A started broker with an empty history; closed by the implementing class after the test. */
  Broker broker();

  /** Lets that much time pass for the history. */
  void pass(Duration time);

  private Position publish(String body, ChannelRule rule) {
    return requireNonNull(get(broker().publish(channel("news"), draft(body), rule)).position());
  }

  private History.Page read(@Nullable Position since, int limit, boolean reverse) {
    return get(broker().history().read(channel("news"), FIVE, since, limit, reverse));
  }

  private History.Page readAll() {
    return read(null, 100, false);
  }

  @Test
  default void aChannelNeverPublishedToStandsAtZeroOfTheEpochItWillHave() {
    var before = readAll();
    assertThat(before.top().offset()).isZero();
    assertThat(before.top().epoch()).matches("[A-Za-z0-9_-]{1,16}");
    assertThat(before.publications()).isEmpty();
    assertThat(before.unbroken()).isTrue();
    assertThat(readAll().top()).isEqualTo(before.top());

    var first = publish("1", FIVE);
    assertThat(first).isEqualTo(new Position(before.top().epoch(), 1));
    var after = read(before.top(), 100, false);
    assertThat(after.unbroken()).isTrue();
    assertThat(bodies(after.publications())).containsExactly("1");
  }

  @Test
  default void aPositionThatAnEmptyChannelDoesNotHaveIsBroken() {
    var top = readAll().top();
    assertThat(read(top, 9, false).unbroken()).isTrue();
    assertThat(read(Position.EARLIEST, 9, false).unbroken()).isTrue();
    assertThat(read(new Position(top.epoch(), 1), 9, false).unbroken()).isFalse();
    assertThat(read(new Position("elsewhere", 0), 9, false).unbroken()).isFalse();
  }

  @Test
  default void onlyTheNewestAreKeptUpToTheSizeOfTheRule() {
    for (int i = 1; i <= 8; i++) {
      publish("" + i, FIVE);
    }
    var page = readAll();
    assertThat(bodies(page.publications())).containsExactly("4", "5", "6", "7", "8");
    assertThat(page.publications()).extracting("offset").containsExactly(4L, 5L, 6L, 7L, 8L);
    assertThat(page.top().offset()).isEqualTo(8);
    assertThat(page.unbroken()).isTrue();
    assertThatThrownBy(() -> page.publications().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  default void aReaderResumesRightAfterItsPosition() {
    Position third = null;
    for (int i = 1; i <= 5; i++) {
      var position = publish("" + i, FIVE);
      third = i == 3 ? position : third;
    }
    var page = read(third, 100, false);
    assertThat(page.unbroken()).isTrue();
    assertThat(bodies(page.publications())).containsExactly("4", "5");
    var atTop = read(page.top(), 100, false);
    assertThat(atTop.unbroken()).isTrue();
    assertThat(atTop.publications()).isEmpty();
  }

  @Test
  default void aReaderWhoseNextPublicationWasTrimmedIsTold() {
    var epoch = publish("1", FIVE).epoch();
    for (int i = 2; i <= 8; i++) {
      publish("" + i, FIVE);
    }
    var inTime = read(new Position(epoch, 3), 100, false);
    assertThat(inTime.unbroken()).isTrue();
    assertThat(bodies(inTime.publications())).containsExactly("4", "5", "6", "7", "8");
    var late = read(new Position(epoch, 2), 100, false);
    assertThat(late.unbroken()).isFalse();
    assertThat(bodies(late.publications())).containsExactly("4", "5", "6", "7", "8");
    var zero = read(new Position(epoch, 0), 100, false);
    assertThat(zero.unbroken()).isFalse();
  }

  @Test
  default void anotherEpochIsBrokenAndBoundsNothing() {
    publish("1", FIVE);
    publish("2", FIVE);
    var page = read(new Position("elsewhere", 1), 100, false);
    assertThat(page.unbroken()).isFalse();
    assertThat(bodies(page.publications())).containsExactly("1", "2");
  }

  @Test
  default void aPositionAheadOfTheTopIsBrokenAndBoundsNothing() {
    publish("1", FIVE);
    var top = publish("2", FIVE);
    var page = read(new Position(top.epoch(), 3), 100, false);
    assertThat(page.unbroken()).isFalse();
    assertThat(page.top()).isEqualTo(top);
    assertThat(bodies(page.publications())).containsExactly("1", "2");
  }

  @Test
  default void earliestIsEverythingKeptAndNeverBroken() {
    for (int i = 1; i <= 8; i++) {
      publish("" + i, FIVE);
    }
    var page = read(Position.EARLIEST, 100, false);
    assertThat(page.unbroken()).isTrue();
    assertThat(bodies(page.publications())).containsExactly("4", "5", "6", "7", "8");
  }

  @Test
  default void reverseGoesFromTheNewestBackToThePosition() {
    var epoch = publish("1", FIVE).epoch();
    for (int i = 2; i <= 5; i++) {
      publish("" + i, FIVE);
    }
    assertThat(bodies(read(null, 2, true).publications())).containsExactly("5", "4");
    var page = read(new Position(epoch, 2), 100, true);
    assertThat(page.unbroken()).isTrue();
    assertThat(bodies(page.publications())).containsExactly("5", "4", "3");
  }

  @Test
  default void aLimitIsAPageAndSaysNothingOfLoss() {
    var epoch = publish("1", FIVE).epoch();
    for (int i = 2; i <= 5; i++) {
      publish("" + i, FIVE);
    }
    var page = read(new Position(epoch, 1), 2, false);
    assertThat(bodies(page.publications())).containsExactly("2", "3");
    assertThat(page.unbroken()).isTrue();
    assertThat(page.top()).isEqualTo(new Position(epoch, 5));
    var next = read(page.publications().get(1).position(), 2, false);
    assertThat(bodies(next.publications())).containsExactly("4", "5");
  }

  @Test
  default void limitZeroIsThePositionAlone() {
    var epoch = publish("1", FIVE).epoch();
    for (int i = 2; i <= 8; i++) {
      publish("" + i, FIVE);
    }
    var page = read(null, 0, false);
    assertThat(page.top()).isEqualTo(new Position(epoch, 8));
    assertThat(page.publications()).isEmpty();
    assertThat(page.unbroken()).isTrue();
    assertThat(read(new Position(epoch, 3), 0, false).unbroken()).isTrue();
    assertThat(read(new Position(epoch, 2), 0, false).unbroken()).isFalse();
  }

  @Test
  default void publicationsExpireByTheTtlOfTheRuleButThePositionStays() {
    var rule = keeping(5, Duration.ofSeconds(1));
    publish("1", rule);
    var top = publish("2", rule);
    pass(Duration.ofMillis(1_100));
    var page = readAll();
    assertThat(page.publications()).isEmpty();
    assertThat(page.top()).isEqualTo(top);
    assertThat(read(top, 9, false).unbroken()).isTrue();
    assertThat(read(new Position(top.epoch(), 1), 9, false).unbroken()).isFalse();
    assertThat(publish("3", rule)).isEqualTo(new Position(top.epoch(), 3));
    assertThat(bodies(read(top, 9, false).publications())).containsExactly("3");
  }

  @Test
  default void aPublicationMayExpireBeforeItsNeighbours() {
    var channel = channel("news");
    var epoch = publish("1", FIVE).epoch();
    get(broker().publish(channel, living("short", Duration.ofSeconds(1)), FIVE));
    publish("3", FIVE);
    pass(Duration.ofMillis(1_100));
    assertThat(bodies(readAll().publications())).containsExactly("1", "3");
    assertThat(read(new Position(epoch, 1), 9, false).unbroken()).isFalse();
    assertThat(bodies(read(new Position(epoch, 1), 9, false).publications())).containsExactly("3");
    assertThat(read(new Position(epoch, 2), 9, false).unbroken()).isTrue();
  }

  @Test
  default void aPublicationDoesNotOutliveTheTtlOfTheRule() {
    var rule = keeping(5, Duration.ofSeconds(1));
    get(broker().publish(channel("news"), living("long", Duration.ofHours(1)), rule));
    pass(Duration.ofMillis(1_100));
    assertThat(readAll().publications()).isEmpty();
  }

  @Test
  default void aSmallerRuleShowsFewer() {
    for (int i = 1; i <= 5; i++) {
      publish("" + i, FIVE);
    }
    var two = keeping(2, Duration.ofMinutes(1));
    var page = get(broker().history().read(channel("news"), two, null, 100, false));
    assertThat(bodies(page.publications())).containsExactly("4", "5");
  }

  @Test
  default void channelsKeepTheirOwn() {
    publish("mine", FIVE);
    get(broker().publish(channel("other"), draft("theirs"), FIVE));
    assertThat(bodies(readAll().publications())).containsExactly("mine");
  }
}
