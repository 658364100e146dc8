package dev.freshet.console.access;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /console/login/oidc} and its callback: the authorization code flow with PKCE (OpenID
 * Connect Core 1.0 section 3.1, RFC 7636). What was begun is tied to the browser by a cookie, is
 * taken once, and is forgotten after ten minutes.
 */
final class OidcRoutes {
  private static final System.Logger LOG = System.getLogger(OidcRoutes.class.getName());

  private static final String COOKIE = "freshet_console_oidc";
  private static final String PATH = "/console/login/oidc";
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** How many logins may be begun and not done; the oldest gives way. */
  private static final int BEGUN_MAX = 1_000;

  /** How many may be asking the issuer. */
  private static final int ASKING_MAX = 8;

  private static final int PARAMETER_MAX = 4_096;

  private final OidcSettings settings;
  private final OidcProvider provider;
  private final LoginRoutes logins;
  private final Site site;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Begun> begun = new LinkedHashMap<>();
  private final Semaphore asking = new Semaphore(ASKING_MAX);

  /** A login on its way: what the browser and the ID token must show. */
  private record Begun(Secret browser, String verifier, String nonce, URI redirect, long ends) {}

  OidcRoutes(
      OidcSettings settings,
      OidcProvider provider,
      LoginRoutes logins,
      Site site,
      InstantSource clock) {
    this.settings = settings;
    this.provider = provider;
    this.logins = logins;
    this.site = site;
    this.clock = clock;
  }

  /** Sends the browser to the issuer. */
  void begin(Exchange exchange) {
    if (!logins.mayTry(exchange)) {
      return;
    }
    Request request = exchange.request();
    URI redirect = redirect(request);
    String browser = word();
    String state = word();
    var login =
        new Begun(Secret.of(browser), word(), word(), redirect, clock.millis() + LIFE.toMillis());
    put(state, login);
    ask(
        exchange,
        () -> location(provider.metadata().authorization(), state, login),
        location -> {
          String cookie =
              "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                  .formatted(
                      COOKIE,
                      browser,
                      PATH,
                      LIFE.toSeconds(),
                      Cookies.secure(site.isSecure(request)));
          exchange.answer(Answer.empty(302, Map.of("Location", location, "Set-Cookie", cookie)));
        });
  }

  /** Takes the browser that comes from the issuer. */
  void callback(Exchange exchange) {
    Request request = exchange.request();
    var query = request.query();
    String state = parameter(query.one("state"));
    String code = parameter(query.one("code"));
    Begun login = state == null ? null : take(state);
    String browser = Cookies.find(request, COOKIE);
    if (login == null || browser == null || !login.browser().matches(browser)) {
      logins.refused(exchange, "", Way.OIDC, "not begun in this browser, or too long ago");
      back(exchange, "expired");
      return;
    }
    String issuer = query.one("iss");
    if (code == null || (issuer != null && !issuer.equals(settings.issuer().toString()))) {
      logins.refused(exchange, "", Way.OIDC, "the issuer did not say who it is");
      back(exchange, "refused");
      return;
    }
    ask(
        exchange,
        () -> provider.user(code, login.redirect(), login.verifier(), login.nonce()),
        user -> enter(exchange, user));
  }

  private void enter(Exchange exchange, OidcProvider.User user) {
    String email = user.email() == null ? null : user.email().toLowerCase(Locale.ROOT);
    String name = email == null ? user.subject() : email;
    boolean allowed =
        settings.users().contains(user.subject())
            || (email != null && settings.users().contains(email));
    if (!allowed) {
      logins.refused(exchange, name, Way.OIDC, "not in console.oidc.users");
      back(exchange, "refused");
      return;
    }
    exchange.answer(
        Answer.empty(
            302,
            Map.of("Location", "/console", "Set-Cookie", logins.begin(exchange, name, Way.OIDC))));
  }

  /** What asks the issuer. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /** Asks on a virtual thread, and goes on with the exchange. */
  private <T> void ask(Exchange exchange, Question<T> question, Consumer<T> next) {
    if (!asking.tryAcquire()) {
      throw new Refused(Problem.OVERLOADED, "too many log in at once");
    }
    var answer = new CompletableFuture<T>();
    Thread.ofVirtual()
        .name("freshet-oidc")
        .start(() -> {
          try {
            answer.complete(question.ask());
          } catch (IOException | InterruptedException | RuntimeException e) {
            // The issuer's address and what was wrong; never what was sent.
            LOG.log(
                System.Logger.Level.WARNING,
                "console: the issuer {0}: {1}",
                settings.issuer(),
                e.getMessage());
            answer.completeExceptionally(
                new Refused(Problem.KEYS_UNAVAILABLE, "the issuer could not be asked"));
          } finally {
            asking.release();
          }
        });
    var _ =
        answer.whenComplete((told, failure) -> {
          if (failure == null) {
            exchange.resume(answer, next);
          } else {
            exchange
                .station()
                .shard()
                .loop()
                .run(() -> {
                  logins.refused(exchange, "", Way.OIDC, "the issuer could not be asked");
                  back(exchange, "failed");
                });
          }
        });
  }

  private static void back(Exchange exchange, String why) {
    exchange.answer(Answer.empty(302, Map.of("Location", "/console#login=" + why)));
  }

  private URI redirect(Request request) {
    URI known = settings.redirect();
    if (known != null) {
      return known;
    }
    String host = request.header(HttpHeaderNames.HOST);
    String scheme = site.isSecure(request) ? "https" : "http";
    try {
      return URI.create(scheme + "://" + host + PATH + "/callback");
    } catch (IllegalArgumentException e) {
      throw new Refused(Problem.BAD_REQUEST, "the Host is not one");
    }
  }

  private String location(URI authorization, String state, Begun login) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("response_type", "code");
    fields.put("scope", "openid email");
    fields.put("client_id", settings.clientId());
    fields.put("redirect_uri", login.redirect().toString());
    fields.put("state", state);
    fields.put("nonce", login.nonce());
    fields.put("code_challenge", challenge(login.verifier()));
    fields.put("code_challenge_method", "S256");
    return authorization
        + (authorization.getRawQuery() == null ? "?" : "&")
        + OidcProvider.encode(fields);
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every JDK)", e);
    }
  }

  private void put(String state, Begun login) {
    synchronized (begun) {
      long now = clock.millis();
      begun.values().removeIf(each -> each.ends() <= now);
      if (begun.size() >= BEGUN_MAX) {
        begun.remove(begun.keySet().iterator().next());
      }
      begun.put(state, login);
    }
  }

  private @Nullable Begun take(String state) {
    synchronized (begun) {
      Begun login = begun.remove(state);
      return login == null || login.ends() <= clock.millis() ? null : login;
    }
  }

  private static @Nullable String parameter(@Nullable String value) {
    return value == null || value.isEmpty() || value.length() > PARAMETER_MAX ? null : value;
  }

  private String word() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
