package dev.freshet.console.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.freshet.session.token.HttpJwksSource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an OpenID Connect issuer: its metadata (Discovery 1.0 section 4), tokens for a
 * code (Core 1.0 section 3.1.3) and its keys. Blocks; for virtual threads. Nothing that it sends
 * gets into a log.
 */
final class OidcProvider {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int BYTES_MAX = 256 * 1024;
  private static final long FRESH_MILLIS = Duration.ofHours(1).toMillis();

  /** By how much clocks may differ. */
  private static final long LEEWAY_MILLIS = 30_000;

  /** Signed with a key of the issuer's that is public: never a MAC, never nothing. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.ES384);

  private final OidcSettings settings;
  private final InstantSource clock;
  private @Nullable Metadata metadata;

  /** The parts of an issuer. */
  record Metadata(long at, URI authorization, URI token, URI keys) {}

  /**
   * Who the issuer says it was.
   *
   * @param subject unique and for ever
   * @param email null unless the issuer has verified it
   */
  record User(String subject, @Nullable String email) {}

  /** Nothing asked yet. */
  OidcProvider(OidcSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The parts of the issuer, as it told them within the last hour. */
  synchronized Metadata metadata() throws IOException, InterruptedException {
    Metadata known = metadata;
    if (known != null && clock.millis() - known.at() < FRESH_MILLIS) {
      return known;
    }
    String issuer = settings.issuer().toString();
    String under = issuer.endsWith("/") ? issuer : issuer + "/";
    Map<String, Object> told =
        json(request(URI.create(under + ".well-known/openid-configuration")).build());
    // Section 4.3: or another issuer could answer for this one.
    if (!issuer.equals(told.get("issuer"))) {
      throw new IOException("issuer: another one (expected: " + issuer + ")");
    }
    var now =
        new Metadata(
            clock.millis(),
            safe(told, "authorization_endpoint"),
            safe(told, "token_endpoint"),
            safe(told, "jwks_uri"));
    metadata = now;
    return now;
  }

  /**
   * Exchanges a code, and verifies what comes for it.
   *
   * @param verifier of PKCE (RFC 7636), whose challenge the code was asked for with
   * @param nonce what the ID token must repeat
   * @throws IOException when the issuer cannot be asked, or what it sent is not right
   */
  User user(String code, URI redirect, String verifier, String nonce)
      throws IOException, InterruptedException {
    Metadata parts = metadata();
    var form =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            redirect.toString(),
            "client_id",
            settings.clientId(),
            "code_verifier",
            verifier);
    var request =
        request(parts.token())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    var secret = settings.clientSecret();
    if (secret != null) {
      // RFC 6749 section 2.3.1: both are encoded before they are joined.
      String text = new String(secret.key(), StandardCharsets.UTF_8);
      String pair = encode(settings.clientId()) + ":" + encode(text);
      String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + basic);
    }
    Object token = json(request.build()).get("id_token");
    if (!(token instanceof String text)) {
      throw new IOException("id_token: absent (expected: one)");
    }
    return verified(text, send(request(parts.keys()).build()), nonce);
  }

  /** Core 1.0 section 3.1.3.7. */
  private User verified(String token, byte[] keys, String nonce) throws IOException {
    try {
      var set = JWKSet.parse(new String(keys, StandardCharsets.UTF_8));
      var processor = new DefaultJWTProcessor<SecurityContext>();
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(set)));
      processor.setJWTClaimsSetVerifier((claims, context) -> {});
      return checked(processor.process(SignedJWT.parse(token), null), nonce);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw new IOException("id_token: not signed by the issuer, or malformed", e);
    }
  }

  private User checked(JWTClaimsSet claims, String nonce) throws IOException, ParseException {
    long now = clock.millis();
    Date expires = claims.getExpirationTime();
    Date issued = claims.getIssueTime();
    String party = claims.getStringClaim("azp");
    require(settings.issuer().toString().equals(claims.getIssuer()), "iss: another issuer");
    require(claims.getAudience().contains(settings.clientId()), "aud: for another client");
    require(
        claims.getAudience().size() == 1 || settings.clientId().equals(party),
        "azp: for another client");
    require(
        expires != null && now - LEEWAY_MILLIS < expires.toInstant().toEpochMilli(), "exp: over");
    require(
        issued != null && issued.toInstant().toEpochMilli() <= now + LEEWAY_MILLIS,
        "iat: in the future");
    require(nonce.equals(claims.getStringClaim("nonce")), "nonce: of another login");
    String subject = claims.getSubject();
    if (subject == null || subject.isEmpty() || subject.length() > 255) {
      throw new IOException("sub: absent or too long");
    }
    boolean sure = Boolean.TRUE.equals(claims.getClaim("email_verified"));
    return new User(subject, sure ? claims.getStringClaim("email") : null);
  }

  private static void require(boolean held, String otherwise) throws IOException {
    if (!held) {
      throw new IOException("id_token: " + otherwise);
    }
  }

  /** Fields of a form, or of a query. */
  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static URI safe(Map<String, Object> told, String name) throws IOException {
    try {
      URI uri = URI.create(String.valueOf(told.get(name)));
      HttpJwksSource.requireSafe(uri);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": absent or unsafe (expected: an https URL)", e);
    }
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(TIMEOUT);
  }

  private static Map<String, Object> json(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      String text = new String(send(request), StandardCharsets.UTF_8);
      @Nullable Map<String, Object> read = JSONObjectUtils.parse(text, BYTES_MAX);
      if (read != null) {
        return read;
      }
    } catch (ParseException e) {
      // Told below, without the parser's words, which quote it.
    }
    throw new IOException("answer: malformed (expected: a JSON object)");
  }

  /** A client for each request: there are three a login. Redirects are not followed. */
  private static byte[] send(HttpRequest request) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
    try {
      var response =
          client
              .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX))
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status %d (expected: 200)".formatted(response.statusCode()));
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d ms".formatted(TIMEOUT.toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      client.shutdownNow();
    }
  }
}
