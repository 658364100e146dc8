package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.FIVE;
import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalBrokerTest implements BrokerContract {
  private final HandClock clock = new HandClock();
  private final LocalHistory history = new LocalHistory(LocalHistory.Bounds.ofThisMachine(), clock);

  @Override
  public Broker open(Broker.Receiver receiver, Duration idempotencyWindow) {
    return open(receiver, idempotencyWindow, 1000);
  }

  private LocalBroker open(Broker.Receiver receiver, Duration idempotencyWindow, int keys) {
    var broker = new LocalBroker(history, clock, idempotencyWindow, keys);
    broker.start(receiver);
    return broker;
  }

  @Override
  public void pass(Duration time) {
    clock.pass(time);
  }

  @Test
  void stagesAreCompletedWhenTheyAreReturned() {
    var broker = open(new Heard(), Duration.ofMinutes(1));
    var channel = channel("a");
    assertThat(broker.listen(channel).toCompletableFuture()).isDone();
    assertThat(broker.publish(channel, draft("1"), FIVE).toCompletableFuture()).isDone();
    assertThat(broker.publish(channel, draft("1"), NONE).toCompletableFuture()).isDone();
    assertThat(broker.history().read(channel, FIVE, null, 1, false).toCompletableFuture()).isDone();
  }

  @Test
  void publishingWithoutHistoryKeepsNothing() {
    var broker = open(new Heard(), Duration.ofMinutes(1));
    get(broker.publish(channel("a"), draft("1"), NONE));
    assertThat(history.streams()).isZero();
    assertThat(history.bytes()).isZero();
  }

  @Test
  void theOldestIdempotencyKeyIsForgottenForANewOne() {
    var broker = open(new Heard(), Duration.ofMinutes(1), 3);
    for (int i = 0; i < 4; i++) {
      get(broker.publish(channel("a"), keyed("x", "k" + i), FIVE));
    }
    assertThat(broker.idempotencyKeys()).isEqualTo(3);
    assertThat(get(broker.publish(channel("a"), keyed("x", "k1"), FIVE)).duplicate()).isTrue();
    assertThat(get(broker.publish(channel("a"), keyed("x", "k0"), FIVE)).duplicate()).isFalse();
  }

  @Test
  void aSweepForgetsKeysWhoseWindowHasPassed() {
    var broker = open(new Heard(), Duration.ofMinutes(1), 10);
    get(broker.publish(channel("a"), keyed("x", "k1"), FIVE));
    clock.pass(Duration.ofSeconds(30));
    get(broker.publish(channel("a"), keyed("x", "k2"), FIVE));
    clock.pass(Duration.ofSeconds(30));
    broker.sweep();
    assertThat(broker.idempotencyKeys()).isEqualTo(1);
  }

  @Test
  void channelsThatAreIgnoredAreNoLongerCounted() {
    var broker = open(new Heard(), Duration.ofMinutes(1), 10);
    get(broker.listen(channel("a")));
    get(broker.listen(channel("b")));
    broker.ignore(channel("a"));
    assertThat(broker.channels()).isEqualTo(1);
  }

  @Test
  void valuesOutOfRangeAreRefusedByName() {
    assertThatThrownBy(() -> open(new Heard(), Duration.ZERO, 10))
        .hasMessage("idempotencyWindow: PT0S (expected: at least 1 ms)");
    assertThatThrownBy(() -> open(new Heard(), Duration.ofMinutes(1), 0))
        .hasMessage("idempotencyKeys: 0 (expected: 1 or more)");
  }
}
