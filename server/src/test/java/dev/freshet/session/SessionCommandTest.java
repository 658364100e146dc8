package dev.freshet.session;

import static dev.freshet.session.SessionRig.JSON;
import static dev.freshet.session.SessionRig.RAW;
import static dev.freshet.session.SessionRig.receive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metric;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.Limits;
import dev.freshet.wire.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client's frames do. */
class SessionCommandTest {
  private final SessionRig rig = new SessionRig();

  private UrlSession opened(Dialect dialect, String... channels) {
    UrlSession session = rig.open(dialect, channels);
    rig.outlet.take();
    return session;
  }

  private void assertFailed(String code) {
    List<String> told = rig.outlet.take();
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).contains("{\"signal\":\"failed\",\"code\":\"" + code + "\"");
    assertThat(told.getLast()).isEqualTo("flush");
    assertThat(rig.count(Metric.PROBLEMS, code)).isEqualTo(1);
  }

  @Test
  void aFrameIsPublishedOnTheOneChannel() {
    UrlSession session = opened(RAW, "open");
    receive(session, "hello", 0);
    assertThat(rig.broker.calls()).endsWith("publish app/open");
    assertThat(rig.outlet.take()).isEmpty();
  }

  @Test
  void aJsonFrameMayNameAnotherChannel() {
    UrlSession session = opened(JSON, "open-a", "open-b");
    receive(session, "{\"channel\":\"open-c\",\"data\":1}", 0);
    assertThat(rig.broker.calls()).endsWith("publish app/open-c");
  }

  @Test
  void onSeveralChannelsAFrameHasToSayWhich() {
    UrlSession session = opened(JSON, "open-a", "open-b");
    receive(session, "{\"data\":1}", 0);
    assertFailed("bad-request");
    session = opened(RAW, "open-a", "open-b");
    receive(session, "hello", 0);
    assertThat(rig.outlet.take()).containsExactly("close UNSUPPORTED_DATA");
  }

  @Test
  void publishingWithoutTheRightIsRefused() {
    rig.grant = Grant.NONE;
    receive(opened(JSON, "token"), "{\"data\":1}", 0);
    assertFailed("unauthorized");
    receive(opened(RAW, "token"), "x", 0);
    assertThat(rig.outlet.take()).containsExactly("close FORBIDDEN");
    assertThat(rig.broker.calls()).noneMatch(call -> call.startsWith("publish"));
  }

  @Test
  void aGrantForOneChannelIsNoneForAnother() {
    rig.grant =
        Grant.of(null, null, List.of(), List.of(new ChannelPattern("token-mine")), List.of());
    UrlSession session = opened(JSON, "token-mine");
    receive(session, "{\"data\":1}", 0);
    assertThat(rig.outlet.take()).isEmpty();
    receive(session, "{\"data\":1,\"channel\":\"token-yours\"}", 0);
    assertFailed("forbidden");
  }

  @Test
  void whatIsNoCommandIsRefusedAndTheConnectionStays() {
    UrlSession session = opened(JSON, "open");
    receive(session, "nonsense", 0);
    assertFailed("bad-json");
    receive(session, "{\"data\":1}", 0);
    assertThat(rig.broker.calls()).endsWith("publish app/open");
  }

  @Test
  void aBodyOfTheLimitIsTakenAndOneByteMoreIsNot() {
    UrlSession session = opened(RAW, "open");
    receive(session, "x".repeat(100), 0);
    assertThat(rig.outlet.take()).isEmpty();
    receive(session, "x".repeat(101), 0);
    assertThat(rig.outlet.take()).containsExactly("close MESSAGE_TOO_BIG");
  }

  @Test
  void framesBeyondTheRateOfASecondAreRefusedUntilTheNext() {
    UrlSession session = opened(JSON, "open");
    for (int i = 0; i < 3; i++) {
      receive(session, "{\"data\":1}", 1_000 + i);
    }
    assertThat(rig.outlet.take()).isEmpty();
    receive(session, "{\"data\":1}", 1_999);
    assertFailed("rate-limited");
    receive(session, "{\"data\":1}", 2_000);
    assertThat(rig.outlet.take()).isEmpty();
    assertThat(rig.broker.calls().stream().filter("publish app/open"::equals)).hasSize(4);
  }

  @Test
  void framesThatMakeNoSenseCountToo() {
    UrlSession session = opened(JSON, "open");
    for (int i = 0; i < 4; i++) {
      receive(session, "nonsense", 1_000);
    }
    assertThat(rig.count(Metric.PROBLEMS, "bad-json")).isEqualTo(3);
    assertThat(rig.count(Metric.PROBLEMS, "rate-limited")).isEqualTo(1);
  }

  @Test
  void aRawClientThatIsTooFastIsClosed() {
    UrlSession session = opened(RAW, "open");
    for (int i = 0; i < 4; i++) {
      receive(session, "x", 1_000);
    }
    assertThat(rig.outlet.take()).containsExactly("close RATE_LIMITED");
  }

  @Test
  void aRateOfZeroIsNoBoundAndAReloadTakesEffectAtOnce() {
    UrlSession session = opened(JSON, "open");
    rig.tenant.replace(SessionRig.app(new Limits(2, 10, 100, 10, 0, 0, 1 << 20)));
    for (int i = 0; i < 100; i++) {
      receive(session, "{\"data\":1}", 1_000);
    }
    assertThat(rig.outlet.take()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "BROKER_UNAVAILABLE,OVERLOADED",
    "STOPPING,OVERLOADED",
    "OVERLOADED,OVERLOADED",
    "FORBIDDEN,FORBIDDEN",
    "INTERNAL,INTERNAL",
    "BODY_TOO_LARGE,MESSAGE_TOO_BIG",
    "RATE_LIMITED,RATE_LIMITED",
    "BAD_CHANNEL,UNSUPPORTED_DATA"
  })
  void whatTheBrokerRefusesIsTold(Problem problem, String reason) {
    rig.broker.answerPublish(CompletableFuture.failedFuture(new Refused(problem, "because")));
    receive(opened(JSON, "open"), "{\"data\":1}", 0);
    assertFailed(problem.code());
    receive(opened(RAW, "open"), "x", 0);
    assertThat(rig.outlet.take()).containsExactly("close " + reason);
  }

  @Test
  void whatTheBrokerFailsWithLaterIsToldOnTheLoop() throws InterruptedException {
    var later = new CompletableFuture<Published>();
    rig.broker.answerPublish(later);
    receive(opened(JSON, "open"), "{\"data\":1}", 0);
    Thread.ofVirtual()
        .start(() -> later.completeExceptionally(new IllegalStateException("a password")))
        .join();
    assertThat(rig.outlet.take()).isEmpty();
    rig.loop.run();
    assertFailed("internal");
  }

  @Test
  void aSessionEndsWhenItsRightsDo() {
    assertThat(rig.open(RAW, "open", (Position) null).expiresMillis()).isEqualTo(Long.MAX_VALUE);
    rig.grant = Grant.of(null, Instant.ofEpochMilli(1234), List.of(), List.of(), List.of());
    assertThat(rig.open(RAW, "open", (Position) null).expiresMillis()).isEqualTo(1234);
  }
}
