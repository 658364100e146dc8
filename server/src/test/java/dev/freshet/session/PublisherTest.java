package dev.freshet.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.LocalBroker;
import dev.freshet.cluster.LocalHistory;
import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.hub.Loop;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.token.JwksSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final int MESSAGE_BYTES = 8;
  private static final int RATE = 2;

  private final Apps apps = new Apps(List.of(app()));
  private final Tenant tenant = apps.find("key");
  private final Publisher publisher = publisher();

  @Test
  void theSecretMayPublish() {
    assertThat(publish(Grant.ALL, "chat", "hello")).isCompleted();
  }

  @Test
  void aNameThatCannotBeIsRefusedBeforeRights() {
    assertThat(problem(publish(Grant.NONE, "a b", "hello"))).isEqualTo(Problem.BAD_CHANNEL);
  }

  @Test
  void whoMayNotPublishLearnsNothingOfLimits() {
    assertThat(problem(publish(Grant.NONE, "chat", "far too long for this app")))
        .isEqualTo(Problem.UNAUTHORIZED);
  }

  @Test
  void aBodyMayBeAsLargeAsTheLimitAndNoLarger() {
    assertThat(publish(Grant.ALL, "chat", "12345678")).isCompleted();
    assertThat(problem(publish(Grant.ALL, "chat", "123456789"))).isEqualTo(Problem.BODY_TOO_LARGE);
  }

  @Test
  void whatABackendSendsHasABoundOfItsOwn() {
    int most = tenant.app().clients().limits().messageBytes();
    assertThat(send("x".repeat(most))).isCompleted();
    assertThat(problem(send("x".repeat(most + 1)))).isEqualTo(Problem.BODY_TOO_LARGE);
  }

  private CompletionStage<Published> send(String body) {
    return publisher.send(tenant, "chat", Draft.of(Payload.text(body)));
  }

  @Test
  void moreThanTheRateIsRefused() {
    for (int i = 0; i < RATE; i++) {
      assertThat(publish(Grant.ALL, "chat", "hello")).isCompleted();
    }
    assertThat(problem(publish(Grant.ALL, "chat", "hello"))).isEqualTo(Problem.RATE_LIMITED);
  }

  @Test
  void nothingIsPublishedToAnAppThatWasTakenAway() {
    apps.replace(List.of());
    assertThat(problem(publish(Grant.ALL, "chat", "hello"))).isEqualTo(Problem.APP_UNKNOWN);
    apps.replace(List.of(app()));
    assertThat(apps.find("key")).isNotSameAs(tenant);
  }

  private CompletionStage<Published> publish(Grant grant, String channel, String body) {
    return publisher.publish(tenant, grant, channel, Draft.of(Payload.text(body)));
  }

  private static Problem problem(CompletionStage<Published> stage) {
    return Fixtures.refusal(stage).problem();
  }

  private static App app() {
    return new App(
        "7",
        "key",
        Secret.of(Fixtures.SECRET),
        new Limits(10, 10, MESSAGE_BYTES, 10, RATE, 10, 1024),
        new ChannelRules(List.of()),
        List.of(),
        TokenRules.SECRET_ONLY);
  }

  private static Publisher publisher() {
    var metrics = new Metrics("test", "test");
    var clock = Clock.systemUTC();
    var bounds = new LocalHistory.Bounds(10, 10_000, Duration.ofHours(1));
    var broker = new LocalBroker(new LocalHistory(bounds, clock), clock);
    var settings = new HubSettings(10, 10, 10_000, 10);
    var hub = new Hub(List.of(new Still()), broker, new LocalOccupancy(), settings, metrics);
    broker.start(hub);
    JwksSource none =
        (uri, timeout) -> {
          throw new AssertionError("no key set is needed");
        };
    var authorizer = new Authorizer(clock, none, Fixtures.SETTINGS, metrics);
    return new Publisher(broker, hub, authorizer, metrics);
  }

  /** A loop that never runs anything. */
  private static final class Still implements Loop {
    @Override
    public void execute(Runnable task) {}

    @Override
    public void afterIo(Runnable task) {}

    @Override
    public boolean inLoop() {
      return false;
    }
  }
}
