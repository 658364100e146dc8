package dev.freshet.console.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A small OpenID Connect issuer on loopback: discovery, authorization that asks nobody, tokens for
 * codes with PKCE checked, and a key set. What it signs can be changed to be wrong.
 */
public final class Issuer implements AutoCloseable {
  public static final String CLIENT = "freshet";
  public static final String SECRET = "secret/of the:client";

  private final HttpServer server;
  private final RSAKey key;
  private RSAKey signing;
  private Map<String, List<String>> asked = Map.of();
  private UnaryOperator<JWTClaimsSet.Builder> claims = builder -> builder;
  private boolean mac;

  public Issuer() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k").generate();
    signing = key;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext(
        "/keys", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
    server.createContext("/token", this::token);
    server.createContext("/authorize", this::authorize);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Says yes to what a browser was sent here with; where it goes next. */
  public URI authorize(URI location) {
    asked = new QueryStringDecoder(location).parameters();
    return URI.create(
        asked("redirect_uri") + "?code=the-code&state=" + asked("state") + "&iss=" + uri());
  }

  /** The same for one that comes by itself. */
  private void authorize(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", authorize(exchange.getRequestURI()).toString());
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  public String asked(String name) {
    return asked.getOrDefault(name, List.of("")).getFirst();
  }

  /** Changes what the next token says. */
  public void claim(UnaryOperator<JWTClaimsSet.Builder> change) {
    claims = change;
  }

  /** Signs with a key that nobody knows. */
  public void signWithAnother() throws JOSEException {
    signing = new RSAKeyGenerator(2048).keyID("k").generate();
  }

  /** Signs with HS256 and the client's secret. */
  public void signWithMac() {
    mac = true;
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize?tenant=t",
         "token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys"}
        """
            .formatted(uri()));
  }

  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var form = new QueryStringDecoder(body, false).parameters();
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    String pair = "freshet:secret%2Fof+the%3Aclient";
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    boolean right =
        List.of("authorization_code").equals(form.get("grant_type"))
            && List.of("the-code").equals(form.get("code"))
            && List.of(asked("redirect_uri")).equals(form.get("redirect_uri"))
            && wanted.equals(basic)
            && challenge(form.getOrDefault("code_verifier", List.of("")).getFirst())
                .equals(asked("code_challenge"));
    answer(exchange, right ? 200 : 400, right ? "{\"id_token\":\"" + signed() + "\"}" : "{}");
  }

  private String signed() {
    Instant now = Instant.now();
    var builder =
        new JWTClaimsSet.Builder()
            .issuer(uri().toString())
            .audience(CLIENT)
            .subject("subject-1")
            .claim("nonce", asked("nonce"))
            .claim("email", "Ada@Example.com")
            .claim("email_verified", true)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(60)));
    try {
      var header =
          new JWSHeader.Builder(mac ? JWSAlgorithm.HS256 : JWSAlgorithm.RS256).keyID("k").build();
      var jwt = new SignedJWT(header, claims.apply(builder).build());
      jwt.sign(mac ? new MACSigner(SECRET.repeat(2)) : new RSASSASigner(signing));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
