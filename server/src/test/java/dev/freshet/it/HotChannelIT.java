package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.client.Json;
import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A channel that is published to as fast as the server takes it leaves room for the others. */
class HotChannelIT {
  private static final int SUBSCRIBERS = 2_000;
  private static final int ROUNDS = 8;

  /** So much waits before the others are tried: some ten thousand publications on each loop. */
  private static final long BEHIND_BYTES = 4 * 1024 * 1024;

  private static final Duration BOUND = Duration.ofSeconds(10);

  @Test
  void aHotChannelStarvesNobody() throws Exception {
    try (Node node =
            Node.withRule(
                List.of("history-size: 10", "slow-reader: drop-oldest"),
                "limits.queued-bytes=64KiB");
        var crowd = new Crowd(node, "/channels/hot");
        var heat = new Heat(node)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.metric(Metric.SUBSCRIPTIONS) >= SUBSCRIBERS);
      heat.start();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> node.metric(Metric.MAILBOX_BYTES) > BEHIND_BYTES);
      long longest = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long begun = System.nanoTime();
        try (var socket = new JdkSocket(node.ws("/channels/calm?format=json"))) {
          assertThat(socket.json().text("signal")).isEqualTo("subscribed");
          publishUntilTaken(node, "round " + i);
          assertThat(socket.json().text("data")).isEqualTo("round " + i);
        }
        longest = Math.max(longest, System.nanoTime() - begun);
      }
      double deliveries = node.metric(Metric.DELIVERIES);
      System.err.printf(
          "HotChannelIT: %.0f deliveries, longest round %d ms%n", deliveries, longest / 1_000_000);
      assertThat(Duration.ofNanos(longest)).isLessThan(BOUND);
      assertThat(deliveries).isGreaterThan(SUBSCRIBERS);
      assertThat(crowd.bytes).isPositive();
    }
  }

  /** A publisher is told 503 when too much waits, and tries again. */
  private static void publishUntilTaken(Node node, String body) {
    Awaitility.await()
        .atMost(BOUND)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> node.post("/channels/calm", body).statusCode() == 200);
  }

  /** Publishes batches, one after the other, whether they are taken or not. */
  private static final class Heat implements AutoCloseable {
    private final Node node;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean stopped;

    Heat(Node node) {
      this.node = node;
    }

    void start() {
      for (int i = 0; i < 2; i++) {
        Thread.startVirtualThread(this::publish);
      }
    }

    private void publish() {
      String batch =
          Json.write(Collections.nCopies(200, Map.of("channel", "hot", "data", "x".repeat(128))));
      var request =
          HttpRequest.newBuilder(node.http("/channels"))
              .POST(BodyPublishers.ofString(batch))
              .build();
      try {
        while (!stopped) {
          http.send(request, BodyHandlers.discarding());
        }
      } catch (IOException e) {
        stopped = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      stopped = true;
      http.shutdownNow();
    }
  }

  /** WebSockets that read whatever comes, all by one thread. */
  private static final class Crowd implements AutoCloseable {
    private final Selector selector = Selector.open();
    private volatile long bytes;
    private volatile boolean closed;

    Crowd(Node node, String path) throws IOException {
      byte[] handshake = SlowSocket.handshake(path).getBytes(StandardCharsets.US_ASCII);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port());
      for (int i = 0; i < SUBSCRIBERS; i++) {
        SocketChannel socket = SocketChannel.open(address);
        socket.write(ByteBuffer.wrap(handshake));
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ);
      }
      Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
      long sum = 0;
      try {
        while (!closed) {
          selector.select();
          for (SelectionKey key : selector.selectedKeys()) {
            int read = ((SocketChannel) key.channel()).read(buffer.clear());
            if (read < 0) {
              key.cancel();
            }
            sum += Math.max(0, read);
          }
          selector.selectedKeys().clear();
          bytes = sum;
        }
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
        selector.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Has the reader end, which closes the sockets. */
    @Override
    public void close() {
      closed = true;
      selector.wakeup();
    }
  }
}
