package dev.freshet.console.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.freshet.it.Node;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entering the console of a server by an issuer that is one, over HTTP. */
class OidcTest {
  private static final String APPS =
      """
      apps: [{id: a, key: k, secret: 0123456789abcdef0123}]
      console:
        logins-per-minute: 100
        oidc:
          issuer: %s
          client-id: freshet
          client-secret: "secret/of the:client"
          users: [%s]
      """;

  private static final Map<String, UnaryOperator<JWTClaimsSet.Builder>> WRONG =
      Map.of(
          "issuer", claims -> claims.issuer("https://evil.example"),
          "audience", claims -> claims.audience("another"),
          "audiences", claims -> claims.audience(List.of("freshet", "another")),
          "party", claims -> claims.audience(List.of("freshet", "another")).claim("azp", "another"),
          "expired", claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60))),
          "endless", claims -> claims.expirationTime(null),
          "early", claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(300))),
          "nonce", claims -> claims.claim("nonce", "of another login"),
          "subject", claims -> claims.subject(null));

  private final Issuer issuer;
  private final Node node;

  OidcTest() throws Exception {
    issuer = new Issuer();
    node = Node.of(APPS.formatted(issuer.uri(), "ada@example.com"));
  }

  @AfterEach
  void stop() {
    node.close();
    issuer.close();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String cookie(HttpResponse<String> response) {
    String set = header(response, "Set-Cookie");
    return set.substring(0, set.indexOf(';'));
  }

  private HttpResponse<String> begin() {
    var response = node.get("/console/login/oidc");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
    return response;
  }

  private HttpResponse<String> comeBack(URI callback, String cookie) {
    return node.send(HttpRequest.newBuilder(callback).header("Cookie", cookie));
  }

  /** From the first click to the answer of the callback. */
  private HttpResponse<String> logIn() {
    var begun = begin();
    return comeBack(issuer.authorize(URI.create(header(begun, "Location"))), cookie(begun));
  }

  @Test
  void aListedUserEnters() {
    var response = logIn();
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(header(response, "Location")).isEqualTo("/console");
    assertThat(header(response, "Set-Cookie"))
        .matches("freshet_console=[^;]{43}; Path=/console; HttpOnly; SameSite=Strict");
    var session = comeBack(node.http("/console/api/session"), cookie(response));
    assertThat(session.body()).contains("\"user\":\"ada@example.com\"", "\"via\":\"oidc\"");
  }

  @Test
  void theBrowserIsSentWithAllThatTheFlowNeeds() {
    var begun = begin();
    String location = header(begun, "Location");
    assertThat(location).startsWith(issuer.uri() + "/authorize?tenant=t&response_type=code");
    issuer.authorize(URI.create(location));
    assertThat(issuer.asked("scope")).isEqualTo("openid email");
    assertThat(issuer.asked("client_id")).isEqualTo("freshet");
    assertThat(issuer.asked("code_challenge_method")).isEqualTo("S256");
    assertThat(issuer.asked("redirect_uri"))
        .isEqualTo(node.http("/console/login/oidc/callback").toString());
    assertThat(List.of(issuer.asked("state"), issuer.asked("nonce")))
        .allMatch(word -> word.matches("[A-Za-z0-9_-]{43}"))
        .doesNotHaveDuplicates();
    assertThat(header(begun, "Set-Cookie"))
        .contains("HttpOnly; SameSite=Lax", "Path=/console/login/oidc;");
  }

  @Test
  void anotherBrowserDoesNotEnter() {
    var begun = begin();
    URI callback = issuer.authorize(URI.create(header(begun, "Location")));
    String other = cookie(begin());
    assertRefused(comeBack(callback, other), "expired");
    assertRefused(comeBack(callback, cookie(begun)), "expired");
  }

  @Test
  void aLoginIsTakenOnce() {
    var begun = begin();
    URI callback = issuer.authorize(URI.create(header(begun, "Location")));
    assertThat(header(comeBack(callback, cookie(begun)), "Location")).isEqualTo("/console");
    assertRefused(comeBack(callback, cookie(begun)), "expired");
  }

  @Test
  void anAnswerOfAnotherIssuerIsNotTaken() {
    var begun = begin();
    URI callback = issuer.authorize(URI.create(header(begun, "Location")));
    URI mixed = URI.create(callback.toString().replaceAll("iss=.*", "iss=https://evil.example"));
    assertRefused(comeBack(mixed, cookie(begun)), "refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "issuer",
        "audience",
        "audiences",
        "party",
        "expired",
        "endless",
        "early",
        "nonce",
        "subject"
      })
  void anIdTokenWithAWrongClaimIsNotTaken(String wrong) {
    issuer.claim(requireNonNull(WRONG.get(wrong)));
    assertRefused(logIn(), "failed");
  }

  @Test
  void anIdTokenOfAnotherKeyIsNotTaken() throws Exception {
    issuer.signWithAnother();
    assertRefused(logIn(), "failed");
  }

  @Test
  void anIdTokenWithAMacIsNotTaken() {
    issuer.signWithMac();
    assertRefused(logIn(), "failed");
  }

  @Test
  void whoIsNotListedDoesNotEnter() {
    issuer.claim(claims -> claims.claim("email", "eve@example.com"));
    assertRefused(logIn(), "refused");
  }

  @Test
  void anAddressThatIsNotVerifiedIsNobodys() {
    issuer.claim(claims -> claims.claim("email_verified", false));
    assertRefused(logIn(), "refused");
  }

  @Test
  void aSubjectMayBeListed() throws IOException {
    try (Node other = Node.of(APPS.formatted(issuer.uri(), "subject-1"))) {
      var begun = other.get("/console/login/oidc");
      URI callback = issuer.authorize(URI.create(header(begun, "Location")));
      var response = other.send(HttpRequest.newBuilder(callback).header("Cookie", cookie(begun)));
      assertThat(header(response, "Location")).isEqualTo("/console");
    }
  }

  @Test
  void anIssuerThatIsAwayIsTold() {
    issuer.close();
    var response = node.get("/console/login/oidc");
    assertRefused(response, "failed");
  }

  @Test
  void anIssuerThatAnybodyCouldAnswerForIsRefusedAtStart() {
    assertThatThrownBy(() -> Node.of(APPS.formatted("http://issuer.example", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "console.oidc.issuer: http://issuer.example (expected: an https URL, or http on"
                + " loopback)");
  }

  private void assertRefused(HttpResponse<String> response, String why) {
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(header(response, "Location")).isEqualTo("/console#login=" + why);
    assertThat(header(response, "Set-Cookie")).isEmpty();
    assertThat(node.metric(Metric.CONSOLE_LOGINS, "refused")).isPositive();
  }
}
