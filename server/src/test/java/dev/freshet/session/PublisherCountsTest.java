package dev.freshet.session;

import static dev.freshet.session.Fixtures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.Limits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of publishing is counted, and what is not because it was refused. */
class PublisherCountsTest {
  private final SessionRig rig = new SessionRig();

  private CompletionStage<Published> publish(Grant grant, String channel, String body) {
    return rig.publisher.publish(rig.tenant, grant, channel, Draft.of(Payload.text(body)));
  }

  private Problem refused(Grant grant, String channel, String body) {
    return refusal(publish(grant, channel, body)).problem();
  }

  @Test
  void whatIsAllowedReachesTheBrokerAndIsCounted() {
    var published = new Published(new Position("e", 1), false);
    rig.broker.answerPublish(CompletableFuture.completedFuture(published));
    assertThat(publish(Grant.ALL, "kept", "x").toCompletableFuture().join()).isEqualTo(published);
    assertThat(rig.broker.calls()).containsExactly("publish app/kept");
    assertThat(rig.count(Metric.PUBLICATIONS, "app")).isEqualTo(1);
    assertThat(rig.count(Metric.PUBLICATIONS_DUPLICATE)).isZero();
  }

  @Test
  void aDuplicateIsCountedAsOne() {
    rig.broker.answerPublish(CompletableFuture.completedFuture(new Published(null, true)));
    publish(Grant.ALL, "kept", "x");
    assertThat(rig.count(Metric.PUBLICATIONS_DUPLICATE)).isEqualTo(1);
    assertThat(rig.count(Metric.PUBLICATIONS, "app")).isZero();
  }

  @Test
  void whatTheBrokerDoesNotTakeIsNotCounted() {
    rig.broker.answerPublish(
        CompletableFuture.failedFuture(new Refused(Problem.BROKER_UNAVAILABLE, "away")));
    assertThat(refused(Grant.ALL, "kept", "x")).isEqualTo(Problem.BROKER_UNAVAILABLE);
    assertThat(rig.count(Metric.PUBLICATIONS, "app")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a*", "a\"", "a\\", "a\n", "\u0000", "\ud800"})
  void aNameThatCannotBeIsRefused(String channel) {
    assertThat(refused(Grant.ALL, channel, "x")).isEqualTo(Problem.BAD_CHANNEL);
    assertThat(rig.broker.calls()).isEmpty();
  }

  @Test
  void nothingIsPublishedWhileALoopHasMoreWaitingThanItMay() {
    rig.open(SessionRig.RAW, "open", (Position) null);
    for (int i = 0; i < 8; i++) {
      rig.hub.deliver(SessionRig.channel("open"), SessionRig.bare("x"));
    }
    assertThat(refused(Grant.ALL, "kept", "x")).isEqualTo(Problem.OVERLOADED);
    assertThat(rig.count(Metric.MAILBOX_REFUSED)).isEqualTo(1);
    rig.loop.run();
    assertThat(publish(Grant.ALL, "kept", "x")).isCompleted();
  }

  @Test
  void whatIsRefusedTakesNothingFromTheRate() {
    rig.tenant.replace(SessionRig.app(new Limits(2, 10, 100, 10, 2, 0, 1 << 20)));
    for (int i = 0; i < 10; i++) {
      assertThat(refused(Grant.ALL, "kept", "x".repeat(101))).isEqualTo(Problem.BODY_TOO_LARGE);
    }
    assertThat(publish(Grant.ALL, "kept", "1")).isCompleted();
    assertThat(publish(Grant.ALL, "kept", "2")).isCompleted();
    Refused refused = refusal(publish(Grant.ALL, "kept", "3"));
    assertThat(refused.problem()).isEqualTo(Problem.RATE_LIMITED);
    assertThat(refused.detail()).isEqualTo("the limit is 2 publications a second");
  }
}
