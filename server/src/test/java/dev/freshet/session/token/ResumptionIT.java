package dev.freshet.session.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.freshet.it.JdkSocket;
import dev.freshet.it.Node;
import dev.freshet.it.Parsed;
import dev.freshet.metrics.Metric;
import dev.freshet.model.Secret;
import dev.freshet.session.SignedUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients that come back with something signed cost backends: nothing. */
class ResumptionIT {
  private static final Secret SECRET = Secret.of("secret-of-the-integration-tests");
  private static final int CLIENTS = 40;
  private static final int RETURNS = 200;

  private KeyServer backend;
  private Node node;

  @BeforeEach
  void start() throws IOException {
    backend = new KeyServer();
    node =
        Node.of(
            """
            apps:
              - id: "1"
                key: it
                secret: secret-of-the-integration-tests
                pusher:
                  enabled: true
                tokens:
                  jwks: %s
                channels:
                  - pattern: "*"
                    publish: open
                    subscribe: token
                    history: token
                    history-size: 1000
            """
                .formatted(backend.uri()));
  }

  @AfterEach
  void stop() {
    node.close();
    backend.close();
  }

  private static String token() {
    Instant now = Instant.now();
    var claims =
        Keys.claims(now)
            .expirationTime(Date.from(now.plusSeconds(3_600)))
            .claim("subscribe", List.of("chat"))
            .claim("history", List.of("chat"))
            .build();
    return Keys.signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims, Keys.RSA);
  }

  private URI withToken(String more) {
    return node.ws("/channels/chat?format=json&token=" + token() + more);
  }

  @Test
  void aStormOfTokensFetchesTheirKeysOnce() throws Exception {
    var go = new CountDownLatch(1);
    KeyServer.Answer keys = KeyServer.keys(KeyServer.rsa("k", Keys.RSA));
    backend.answer(exchange -> {
      assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
      keys.to(exchange);
    });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<CompletableFuture<String>>();
      for (int i = 0; i < CLIENTS; i++) {
        all.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (var socket = new JdkSocket(withToken(""))) {
                    return socket.json().text("signal");
                  }
                },
                threads));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> node.metric(Metric.SOCKETS) >= CLIENTS && backend.requests() > 0);
      go.countDown();
      for (CompletableFuture<String> each : all) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo("subscribed");
      }
    }
    assertThat(backend.requests()).isEqualTo(1);
  }

  @Test
  void whoComesBackWithATokenAsksNobody() {
    backend.serve(KeyServer.rsa("k", Keys.RSA));
    String position;
    try (var socket = new JdkSocket(withToken(""))) {
      position = socket.json().position();
    }
    assertThat(backend.requests()).isEqualTo(1);
    for (int i = 0; i < RETURNS; i++) {
      node.publish("chat", "m" + i);
      try (var socket = new JdkSocket(withToken("&since=" + position))) {
        Parsed told = socket.json();
        assertThat(told.position()).isEqualTo(position);
        Parsed missed = socket.json();
        assertThat(missed.text("data")).isEqualTo("m" + i);
        position = missed.text("epoch") + ":" + missed.number("offset");
      }
    }
    assertThat(backend.requests()).isEqualTo(1);
    assertThat(node.metric(Metric.TOKENS, "valid")).isEqualTo(RETURNS + 1);
    assertThat(node.metric(Metric.RESUMES, "unbroken")).isEqualTo(RETURNS);
  }

  @Test
  void whoComesBackWithASignatureAsksNobody() {
    String signed =
        SignedUrl.sign(
            SECRET,
            URI.create("http://127.0.0.1/channels/chat?format=json"),
            Instant.now().plusSeconds(600));
    String target = signed.substring(signed.indexOf("/channels"));
    for (int i = 0; i < RETURNS; i++) {
      try (var socket = new JdkSocket(node.ws(target))) {
        assertThat(socket.json().text("signal")).isEqualTo("subscribed");
      }
    }
    for (int i = 0; i < RETURNS; i++) {
      try (var socket = new JdkSocket(node.ws("/app/it?protocol=7"))) {
        String id = Parsed.json(socket.json().text("data")).text("socket_id");
        String proof =
            SECRET.hexHmacSha256((id + ":private-chat").getBytes(StandardCharsets.UTF_8));
        socket.send(
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-chat\",\"auth\":\"it:%s\"}}"
                .formatted(proof));
        assertThat(socket.text()).contains("subscription_succeeded");
      }
    }
    assertThat(backend.requests()).isZero();
  }
}
