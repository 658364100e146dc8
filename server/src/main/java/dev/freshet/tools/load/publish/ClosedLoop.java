package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.tools.load.client.ClientPlan;
import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.frame.Clock;
import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.frame.Loopback;
import dev.freshet.tools.load.frame.Payload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Many connections that each send the same request again as soon as the one before is answered:
 * over the same connection, or over the next where the server closes after an answer. One thread,
 * so that it takes little of a machine whose server is measured.
 */
public final class ClosedLoop implements AutoCloseable {
  private static final int ANSWER_MAX = 4096;

  private final Selector selector = Selector.open();
  private final InetSocketAddress server;
  private final ByteBuffer request;
  private final boolean closes;
  private Histogram latencies = Histograms.make();
  private long answered;
  private long refused;
  private String firstRefusal = "";

  /**
   * What became of a run.
   *
   * @param refused answers other than 200, which are part of {@code answered}
   */
  public record Outcome(
      long answered, long refused, String firstRefusal, double seconds, Histogram latencies) {

    /** The 50th percentile, in microseconds. */
    public double p50Micros() {
      return latencies.getValueAtPercentile(50) / 1e3;
    }

    /** The 99th percentile, in microseconds. */
    public double p99Micros() {
      return latencies.getValueAtPercentile(99) / 1e3;
    }
  }

  /** One connection: what has come of its answer, and when its request went. */
  private static final class Line {
    final ByteBuffer in = ByteBuffer.allocate(ANSWER_MAX);
    long sent;
  }

  /**
   * Connects.
   *
   * @param request whole, as it goes out
   */
  public ClosedLoop(int port, int connections, byte[] request) throws IOException {
    this(Loopback.of(1, port), connections, request, false);
  }

  /**
   * Connects.
   *
   * @throws IOException also when the server has TLS
   */
  public ClosedLoop(Peer server, int connections, Form form, int size) throws IOException {
    this(
        new InetSocketAddress(server.host(), server.port()),
        connections,
        form.message(
            server.host() + ":" + server.port(), 0, Payload.make(Clock.epochNanos(), 0, size)),
        form.closes());
    if (server.tls() != ClientPlan.Trust.PLAIN || !form.isAnswered()) {
      close();
      throw new IOException("as fast as answers come: only over HTTP, without TLS");
    }
  }

  private ClosedLoop(InetSocketAddress server, int connections, byte[] request, boolean closes)
      throws IOException {
    this.server = server;
    this.request = ByteBuffer.wrap(request).asReadOnlyBuffer();
    this.closes = closes;
    for (int i = 0; i < connections; i++) {
      var _ = connect(new Line());
    }
  }

  private SelectionKey connect(Line line) throws IOException {
    SocketChannel socket = SocketChannel.open(server);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    return socket.register(selector, SelectionKey.OP_READ, line);
  }

  private SelectionKey again(SelectionKey key) throws IOException {
    key.channel().close();
    return connect((Line) key.attachment());
  }

  /** Runs for this long; every connection has its answer when it returns. */
  public Outcome run(double seconds) throws IOException {
    answered = 0;
    refused = 0;
    latencies = Histograms.make();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    int open = selector.keys().size();
    for (SelectionKey key : selector.keys()) {
      send(key, System.nanoTime());
    }
    while (open > 0) {
      if (selector.select(10_000) == 0) {
        throw new IOException("no answer within 10 s");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        if (!isAnswered(key)) {
          continue;
        }
        long now = System.nanoTime();
        SelectionKey next = closes ? again(key) : key;
        if (now < end) {
          send(next, now);
        } else {
          open--;
        }
      }
      selector.selectedKeys().clear();
    }
    return new Outcome(
        answered, refused, firstRefusal, (System.nanoTime() - start) / 1e9, latencies);
  }

  private void send(SelectionKey key, long from) throws IOException {
    Line line = (Line) key.attachment();
    line.sent = from;
    line.in.clear();
    ByteBuffer out = request.duplicate();
    while (out.hasRemaining()) {
      ((SocketChannel) key.channel()).write(out);
    }
  }

  private boolean isAnswered(SelectionKey key) throws IOException {
    Line line = (Line) key.attachment();
    if (((SocketChannel) key.channel()).read(line.in) < 0) {
      throw new IOException("the server closed a connection; first refusal: " + firstRefusal);
    }
    String text = new String(line.in.array(), 0, line.in.position(), ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0 || line.in.position() < head + 4 + length(text)) {
      return false;
    }
    latencies.recordValue(System.nanoTime() - line.sent);
    answered++;
    if (!text.startsWith("HTTP/1.1 200")) {
      refused++;
      firstRefusal = firstRefusal.isEmpty() ? text : firstRefusal;
    }
    return true;
  }

  private static int length(String text) {
    String name = "content-length:";
    int at = text.toLowerCase(Locale.ROOT).indexOf(name);
    return at < 0
        ? 0
        : Integer.parseInt(text.substring(at + name.length(), text.indexOf('\r', at)).strip());
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
