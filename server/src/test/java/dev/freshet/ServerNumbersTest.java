package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.config.Config;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers of a node that only a node as a whole can have. */
class ServerNumbersTest {
  private static final int BODY_BYTES = 60_000;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;

  ServerNumbersTest() throws IOException {
    Map<String, String> flags =
        Map.of("server.port", "0", "server.loops", "1", "limits.queued-bytes", "64MiB");
    server = Server.start(Config.load(Optional.empty(), Map.of(), flags), "test", "test");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aRepeatedKeyIsADuplicateAndNoPublication() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(publish("orders", "once", "key-1")).contains("\"duplicate\":" + (i > 0));
    }
    assertThat(server.metrics().value(Metric.PUBLICATIONS, Config.DEVELOPMENT_ID)).isEqualTo(1);
    assertThat(server.metrics().value(Metric.PUBLICATIONS_DUPLICATE)).isEqualTo(2);
  }

  @Test
  void whatWaitsForAReaderIsShownUntilItIsRead() throws Exception {
    // The probe has subscriptions of its own.
    double before = server.metrics().value(Metric.SUBSCRIPTIONS);
    try (var reader = new Socket()) {
      reader.setReceiveBufferSize(16 * 1024);
      reader.connect(server.address());
      reader.setSoTimeout((int) LONG.toMillis());
      String request =
          "GET /channels/busy HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
      reader.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().atMost(LONG).until(() -> server.metrics().value(Metric.SUBSCRIPTIONS) > before);
      assertThat(server.metrics().value(Metric.QUEUED_BYTES)).isZero();
      String body = "x".repeat(BODY_BYTES);
      int published = 0;
      // More than any kernel keeps for one socket on loopback.
      while (published < 300) {
        publish("busy", body, "key-" + published++);
      }
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(server.metrics().value(Metric.QUEUED_BYTES)).isPositive());
      assertThat(server.metrics().value(Metric.QUEUED_BYTES))
          .isLessThan(2.0 * published * (BODY_BYTES + 200));
      read(reader.getInputStream(), (long) published * BODY_BYTES);
      await().atMost(LONG).until(() -> server.metrics().value(Metric.QUEUED_BYTES) == 0);
    }
  }

  private static void read(InputStream in, long bytes) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (long left = bytes; left > 0; ) {
      int count = in.read(buffer);
      assertThat(count).as("the server closed the connection").isPositive();
      left -= count;
    }
  }

  private String publish(String channel, String body, String key) throws Exception {
    InetSocketAddress address = server.address();
    var uri = URI.create("http://127.0.0.1:" + address.getPort() + "/channels/" + channel);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Idempotency-Key", key)
            .timeout(LONG)
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
