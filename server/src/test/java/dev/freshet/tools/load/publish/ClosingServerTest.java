package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing to a server that answers one request a connection. */
class ClosingServerTest {
  private static final Pattern NUMBER = Pattern.compile(" s=(\\d+) ");
  private static final int BODY_BYTES = 128;
  private static final Form FORM = Form.post("/pub/{c}").closing();

  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::answer);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void answer() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        requests.add(request(socket.getInputStream()));
        socket
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(ISO_8859_1));
      } catch (IOException e) {
        // The end of the test, or of one client.
      }
    }
  }

  private static String request(InputStream in) throws IOException {
    var text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client went");
      }
      text.append((char) next);
    }
    return text + new String(in.readNBytes(BODY_BYTES), ISO_8859_1);
  }

  @Test
  void eachPublicationHasAConnectionAndTheyComeInOrder() throws Exception {
    var peer = Peer.local(server.getLocalPort(), 0);
    Publish.Outcome outcome = Publish.run(new Publishing(peer, FORM, 0, 1, 500, 20, BODY_BYTES));
    assertThat(outcome.sent()).isEqualTo(20);
    assertThat(outcome.refused()).isZero();
    assertThat(outcome.answers().getTotalCount()).isEqualTo(20);
    assertThat(requests).allMatch(each -> each.startsWith("POST /pub/0 HTTP/1.1\r\n"));
    assertThat(requests.stream().map(ClosingServerTest::number)).hasSize(20).isSorted();
  }

  private static Integer number(String request) {
    var matcher = NUMBER.matcher(request);
    assertThat(matcher.find()).isTrue();
    return Integer.valueOf(matcher.group(1));
  }

  @Test
  void asFastAsAnswersComeConnectsAgainAfterEach() throws Exception {
    var peer = Peer.local(server.getLocalPort(), 0);
    try (var loop = new ClosedLoop(peer, 2, FORM, BODY_BYTES)) {
      ClosedLoop.Outcome outcome = loop.run(0.2);
      assertThat(outcome.answered()).isGreaterThan(2);
      assertThat(outcome.refused()).isZero();
    }
  }
}
