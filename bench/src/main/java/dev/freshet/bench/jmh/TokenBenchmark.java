package dev.freshet.bench.jmh;

import dev.freshet.metrics.Metrics;
import dev.freshet.model.Secret;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.TokenRules;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Credentials;
import dev.freshet.session.Grant;
import dev.freshet.session.token.HttpJwksSource;
import dev.freshet.session.token.TokenMaker;
import dev.freshet.session.token.TokenRequest;
import dev.freshet.session.token.TokenSettings;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to let one client in, which after an outage is paid for all of them at once: a
 * token of each algorithm, read, verified and turned into a grant.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenBenchmark {
  private static final Secret SECRET = Secret.of("a-secret-of-an-app");

  /** How the token is signed. */
  @Param({"HS256", "RS256", "ES256", "EdDSA"})
  String algorithm = "HS256";

  private final Authorizer authorizer =
      new Authorizer(
          InstantSource.system(),
          new HttpJwksSource(),
          new TokenSettings(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(3)),
          new Metrics());

  private App app = app(List.of());
  private Credentials credentials = Credentials.NONE;

  /** Makes a key and a token. */
  @Setup
  public void make() throws GeneralSecurityException {
    TokenMaker maker;
    if (algorithm.equals("HS256")) {
      maker = TokenMaker.withSecret(SECRET);
    } else {
      KeyPair pair = keys(algorithm);
      app = app(List.of(pem("PUBLIC KEY", pair.getPublic())));
      maker = TokenMaker.withPrivateKey(pem("PRIVATE KEY", pair.getPrivate()), Optional.empty());
    }
    TokenRequest request =
        new TokenRequest(
            Optional.of("user-12345"),
            List.of(new ChannelPattern("chat:*"), new ChannelPattern("user:12345")),
            List.of(new ChannelPattern("chat:*")),
            List.of(),
            Duration.ofHours(1),
            Optional.empty(),
            Optional.empty());
    credentials = Credentials.bearer(maker.make(request, InstantSource.system().instant()));
  }

  /** From the header's text to the grant. */
  @Benchmark
  public Grant authenticate() {
    return authorizer.authenticate(app, credentials).toCompletableFuture().join();
  }

  private static App app(List<String> publicKeys) {
    return new App(
        "1",
        "key",
        SECRET,
        Limits.DEFAULT,
        new ChannelRules(List.of()),
        List.of(),
        new TokenRules(Optional.empty(), Optional.empty(), publicKeys, Optional.empty()));
  }

  private static KeyPair keys(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            switch (algorithm) {
              case "RS256" -> "RSA";
              case "ES256" -> "EC";
              default -> "Ed25519";
            });
    if (!algorithm.equals("EdDSA")) {
      generator.initialize(algorithm.equals("RS256") ? 2048 : 256);
    }
    return generator.generateKeyPair();
  }

  private static String pem(String label, Key key) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getEncoder().encodeToString(key.getEncoded()), label);
  }
}
