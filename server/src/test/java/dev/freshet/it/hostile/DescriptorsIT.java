package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.redis.rig.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * More clients than a process may open files for: those it keeps notice nothing, the others are
 * told, and the process can still open what it needs.
 */
class DescriptorsIT {
  private static final int FILES = 400;
  private static final int RESERVE = 200;

  private static final String YAML =
      """
      server: {metrics-open: true, descriptor-reserve: %d, loops: 2}
      http: {header-timeout: 60s}
      apps:
        - id: "1"
          key: one
          secret: a-secret-that-nobody-else-may-ever-see-0123456789
          channels:
            - {pattern: "*", publish: open, subscribe: open}
      """
          .formatted(RESERVE);

  private final List<RawSocket> sockets = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (RawSocket socket : sockets) {
      socket.close();
    }
  }

  private RawSocket connect(NodeProcess node) throws IOException {
    var socket =
        new RawSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
    sockets.add(socket);
    return socket;
  }

  /** Opens WebSockets until one is refused, which is the answer. */
  private RawSocket.Reply fill(NodeProcess node, List<RawSocket> kept) throws IOException {
    while (true) {
      RawSocket socket = connect(node).askForUpgrade("/channels/a", Map.of());
      var reply = socket.reply();
      if (reply.status() != 101) {
        return reply;
      }
      kept.add(socket);
      assertThat(kept).hasSizeLessThan(FILES);
    }
  }

  @Test
  void whoCannotBeKeptIsToldAndTheOthersGoOn() throws IOException {
    try (NodeProcess node = NodeProcess.startWithFiles(FILES, YAML)) {
      var kept = new ArrayList<RawSocket>();
      var refused = fill(node, kept);
      assertThat(kept).hasSize(FILES - RESERVE);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotNull();
      assertThat(refused.body())
          .contains("\"code\":\"overloaded\"")
          .contains("as many connections open as it can keep");

      var stream = connect(node);
      stream.request("GET", "/channels/a", Map.of("Accept", "text/event-stream"), "");
      assertThat(stream.replyHead().header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.line()).startsWith("retry");

      // A flood of them takes the half of the reserve at most.
      for (int i = 0; i < 2 * FILES; i++) {
        var _ = connect(node);
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(node.isAlive()).isTrue());
      kept.removeLast().close();
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> node.post("/channels/a", "hello").statusCode() == 200);
      for (RawSocket socket : kept) {
        assertThat(socket.frame().text()).isEqualTo("hello");
      }
      assertThat(node.metric("process_open_fds", "")).isLessThan(FILES);
      assertThat(node.metric("freshet_sockets_max", "")).isEqualTo(FILES - RESERVE);
      assertThat(node.metric("freshet_admission_refused_total", "descriptors")).isPositive();
      assertThat(node.lines()).noneMatch(line -> line.contains("Too many open files"));
    }
  }

  /** Who says nothing is in the middle of nothing. */
  @Test
  void theLongestSilentGivesWayToWhoSpeaks() throws IOException {
    try (NodeProcess node = NodeProcess.startWithFiles(FILES, YAML)) {
      for (int i = 0; i < FILES - RESERVE; i++) {
        var _ = connect(node);
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> {
            try (var socket = connect(node)) {
              return socket.askForUpgrade("/channels/a", Map.of()).reply().status() == 101;
            }
          });
    }
  }

  @Test
  void aLimitThatIsTooSmallIsHalvedAndToldAtTheStart() throws IOException {
    try (NodeProcess node = NodeProcess.startWithFiles(256, YAML)) {
      assertThat(node.metric("freshet_sockets_max", "")).isEqualTo(128);
      assertThat(node.lines())
          .anyMatch(line -> line.contains("server.descriptor-reserve: 200 (expected: "));
    }
  }
}
