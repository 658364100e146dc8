package dev.freshet.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.HandClock;
import dev.freshet.cluster.LaterBroker;
import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.FakeBroker;
import dev.freshet.hub.HandLoop;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.session.Probe.Outcome;
import dev.freshet.session.Probe.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A probe says which part of a message's way does not do its work. */
class ProbeTest {
  private final List<HandLoop> loops = List.of(new HandLoop(), new HandLoop());

  private final LocalOccupancy occupancy = new LocalOccupancy();
  private @Nullable Hub hub;

  private Probe probe(Broker broker, Duration bound) {
    hub = new Hub(loops, broker, occupancy, new HubSettings(100, 10, 1_000, 10), new Metrics());
    broker.start(hub);
    var probe = new Probe(broker, hub, bound, "n1");
    probe.start();
    loops.forEach(HandLoop::run);
    return probe;
  }

  private void deliver(ChannelName channel, Publication publication) {
    Objects.requireNonNull(hub, "hub").deliver(channel, publication);
  }

  private static LocalBroker local() {
    var clock = new HandClock();
    var bounds = new LocalHistory.Bounds(10, 1_000, Duration.ofMinutes(1));
    return new LocalBroker(new LocalHistory(bounds, clock), clock);
  }

  private static Outcome get(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aMessageThatGetsToEveryLoopIsSuccess() throws Exception {
    Probe probe = probe(local(), Duration.ofSeconds(10));
    CompletableFuture<Outcome> outcome = probe.send();
    loops.getFirst().run();
    assertThat(outcome).isNotDone();
    loops.getLast().run();
    assertThat(outcome).isCompletedWithValue(new Outcome(null));
  }

  @Test
  void whoAsksWhileAProbeIsUnderWaySharesIt() throws Exception {
    Probe probe = probe(local(), Duration.ofSeconds(10));
    CompletableFuture<Outcome> first = probe.send();
    CompletableFuture<Outcome> second = probe.send();
    assertThat(loops).extracting(HandLoop::waiting).containsExactly(2, 2);
    loops.forEach(HandLoop::run);
    assertThat(get(first)).isEqualTo(new Outcome(null));
    assertThat(get(second)).isEqualTo(new Outcome(null));
    CompletableFuture<Outcome> third = probe.send();
    assertThat(third).isNotDone();
    loops.forEach(HandLoop::run);
    assertThat(get(third)).isEqualTo(new Outcome(null));
  }

  @Test
  void aBrokerThatNeverAnswersIsNamed() throws Exception {
    var broker = new FakeBroker();
    broker.answerPublish(new CompletableFuture<>());
    Probe probe = probe(broker, Duration.ofMillis(50));
    CompletableFuture<Outcome> outcome = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(outcome)).isEqualTo(new Outcome(Part.BROKER));
  }

  @Test
  void aBrokerThatRefusesIsNamed() throws Exception {
    var broker = new FakeBroker();
    broker.answerPublish(
        CompletableFuture.failedFuture(new Refused(Problem.BROKER_UNAVAILABLE, "away")));
    Probe probe = probe(broker, Duration.ofMillis(50));
    CompletableFuture<Outcome> outcome = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(outcome)).isEqualTo(new Outcome(Part.BROKER));
  }

  @Test
  void aLoopThatIsStuckIsTheHubsFault() throws Exception {
    Probe probe = probe(local(), Duration.ofMillis(50));
    CompletableFuture<Outcome> outcome = probe.send();
    loops.getFirst().run();
    assertThat(get(outcome)).isEqualTo(new Outcome(Part.HUB));
  }

  @Test
  void aMessageThatEveryLoopShouldHaveSeenIsTheSubscribersFault() throws Exception {
    Probe probe = probe(new FakeBroker(), Duration.ofMillis(50));
    CompletableFuture<Outcome> outcome = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(outcome)).isEqualTo(new Outcome(Part.SUBSCRIBER));
  }

  @Test
  void aProbeThatFailedDoesNotSpoilTheNext() throws Exception {
    Probe probe = probe(local(), Duration.ofMillis(200));
    CompletableFuture<Outcome> late = probe.send();
    assertThat(get(late).failed()).isEqualTo(Part.HUB);
    CompletableFuture<Outcome> next = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(next)).isEqualTo(new Outcome(null));
    assertThat(get(late).failed()).isEqualTo(Part.HUB);
  }

  @Test
  void aBrokerThatCouldNotBeListenedToIsAskedAgainByTheNextProbe() throws Exception {
    var broker = new LaterBroker(local());
    broker.listens.away(true);
    Probe probe = probe(broker, Duration.ofSeconds(10));
    CompletableFuture<Outcome> deaf = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(deaf))
        .as("told at once, not after ten seconds")
        .isEqualTo(new Outcome(Part.BROKER));
    broker.listens.away(false);
    CompletableFuture<Outcome> next = probe.send();
    loops.forEach(HandLoop::run);
    loops.forEach(HandLoop::run);
    assertThat(get(next)).isEqualTo(new Outcome(null));
  }

  @Test
  void aBrokerThatHoldsListeningBackIsNamedAndAProbeGoesOutOnceItLetsGo() throws Exception {
    var broker = new LaterBroker(local());
    broker.listens.hold();
    Probe probe = probe(broker, Duration.ofMillis(50));
    CompletableFuture<Outcome> held = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(held)).isEqualTo(new Outcome(Part.BROKER));
    broker.listens.release();
    CompletableFuture<Outcome> next = probe.send();
    loops.forEach(HandLoop::run);
    assertThat(get(next)).isEqualTo(new Outcome(null));
  }

  @Test
  void theProbeOfAnotherNodeIsNotHeard() {
    var broker = new FakeBroker();
    Probe probe = probe(broker, Duration.ofSeconds(10));
    CompletableFuture<Outcome> outcome = probe.send();
    var id = new Publication("", 0, 5, Payload.text("1"), null, null);
    deliver(ChannelName.ofNode("n2"), id);
    loops.forEach(HandLoop::run);
    assertThat(outcome).isNotDone();
    deliver(ChannelName.ofNode("n1"), id);
    loops.forEach(HandLoop::run);
    assertThat(outcome).isCompletedWithValue(new Outcome(null));
    assertThat(occupancy.channels("", "", 10).toCompletableFuture())
        .as("nobody else has to know of it")
        .isCompletedWithValue(Map.of());
  }
}
