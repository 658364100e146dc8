package dev.freshet.session;

import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.token.TokenSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;

/** Apps, rules, a hand-moved clock, and how to look at an answer. */
public final class Fixtures {
  /** Long enough for the library that makes tokens in tests, which wants 256 bits. */
  public static final String SECRET = "a-secret-of-the-app-that-is-long-enough-for-HS256";

  /** Clocks may differ by 10 s. */
  public static final TokenSettings SETTINGS =
      new TokenSettings(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(3));

  private Fixtures() {}

  /** An app with that secret. */
  public static App app(String secret, TokenRules tokens) {
    return new App(
        "7",
        "key",
        Secret.of(secret),
        Limits.DEFAULT,
        new ChannelRules(List.of()),
        List.of(),
        tokens);
  }

  /** An app that takes only tokens signed with {@link #SECRET}. */
  public static App app() {
    return app(SECRET, TokenRules.SECRET_ONLY);
  }

  /** A rule with the same access for everything. */
  public static ChannelRule rule(Access access) {
    return new ChannelRule(
        ChannelPattern.ALL, 0, Duration.ofMinutes(1), access, access, access, SlowReader.CLOSE);
  }

  /** What a stage that is done failed with; a wrapped refusal fails the test. */
  public static Refused refusal(CompletionStage<?> stage) {
    AtomicReference<Throwable> bare = new AtomicReference<>();
    var done = stage.whenComplete((value, failure) -> bare.set(failure));
    try {
      done.toCompletableFuture().join();
    } catch (CompletionException e) {
      Assertions.assertThat(bare.get()).isInstanceOf(Refused.class);
      return (Refused) bare.get();
    }
    throw new AssertionError("not refused");
  }

  /** A clock that moves when told. */
  public static final class HandClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Lets time pass. */
    public void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
