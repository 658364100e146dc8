package dev.freshet.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly what it is told. A read that takes 10 s fails the test. */
final class RawSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** An HTTP answer; header names in any case. */
  record Reply(int status, Map<String, String> headers, String body) {
    @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /** A frame of the server. */
  static final class Frame {
    private final int first;
    private final byte[] payload;

    private Frame(int first, byte[] payload) {
      this.first = first;
      this.payload = payload;
    }

    /** Its first byte. */
    int first() {
      return first;
    }

    int opcode() {
      return first & 0xf;
    }

    byte[] payload() {
      return payload.clone();
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame. */
    int code() {
      assertThat(opcode()).as("close expected, got %s", text()).isEqualTo(Frames.CLOSE);
      return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  RawSocket(InetSocketAddress address) throws IOException {
    this(connect(new Socket(), address));
  }

  RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** One that takes no more than about this many bytes until it reads. */
  static RawSocket narrow(InetSocketAddress address, int bytes) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(bytes);
    return new RawSocket(connect(socket, address));
  }

  private static Socket connect(Socket socket, InetSocketAddress address) throws IOException {
    socket.connect(address, PATIENCE_MILLIS);
    return socket;
  }

  RawSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawSocket send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Sends what the server may refuse to read to its end; whether it took all. */
  boolean trySend(byte[] bytes) {
    try {
      send(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A request with a Host, and a body where there is one. */
  RawSocket request(String method, String target, Map<String, String> headers, String body)
      throws IOException {
    var text = new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(method, target));
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    if (!body.isEmpty()) {
      text.append("Content-Length: " + body.length() + "\r\n");
    }
    return send(text + "\r\n" + body);
  }

  RawSocket get(String target) throws IOException {
    return request("GET", target, Map.of(), "");
  }

  /** Asks to become a WebSocket; the headers are added, or take the place of its own. */
  RawSocket askForUpgrade(String target, Map<String, String> headers) throws IOException {
    var all = new TreeMap<String, String>();
    all.put("Upgrade", "websocket");
    all.put("Connection", "Upgrade");
    all.put("Sec-WebSocket-Version", "13");
    all.put("Sec-WebSocket-Key", KEY);
    all.putAll(headers);
    return request("GET", target, all, "");
  }

  /** Becomes a WebSocket. */
  RawSocket upgrade(String target) throws IOException {
    assertThat(askForUpgrade(target, Map.of()).replyHead().status()).isEqualTo(101);
    return this;
  }

  /** The next answer, with its body. */
  Reply reply() throws IOException {
    Reply head = replyHead();
    String length = head.header("Content-Length");
    byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
    return new Reply(head.status, head.headers, new String(body, StandardCharsets.UTF_8));
  }

  /** The next answer up to its body. */
  Reply replyHead() throws IOException {
    String line = line();
    assertThat(line).matches("HTTP/1\\.1 [1-5]\\d\\d [ -~]*");
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String field = line(); !field.isEmpty(); field = line()) {
      int colon = field.indexOf(':');
      headers.put(field.substring(0, colon), field.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(line.substring(9, 12)), headers, "");
  }

  /** The next line of an answer or an event stream, without its end. */
  String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server ended after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /** The next frame of the server; heartbeats are answered and skipped. */
  Frame frame() throws IOException {
    while (true) {
      Frame frame = anyFrame();
      if (frame.opcode() != Frames.PING) {
        return frame;
      }
      send(Frames.masked(Frames.FIN | Frames.PONG, frame.payload));
    }
  }

  /** The next frame of the server, which may be a heartbeat. */
  Frame anyFrame() throws IOException {
    int first = byteOrEnd();
    int length = byteOrEnd();
    assertThat(length & 0x80).as("servers do not mask").isZero();
    if (length == 126) {
      length = ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(in.readNBytes(8)).getLong());
    }
    return new Frame(first, in.readNBytes(length));
  }

  private int byteOrEnd() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the server ended");
    }
    return next;
  }

  /** Everything until the server ends; a reset is an end. */
  byte[] rest() throws IOException {
    var rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketException e) {
      // A reset.
    }
    return rest.toByteArray();
  }

  /** The server has ended the connection, and said nothing more. */
  void assertEnded() throws IOException {
    assertThat(new String(rest(), StandardCharsets.ISO_8859_1)).isEmpty();
  }

  /**
   * Whether nothing comes within this time but heartbeats, the first of which comes at any time.
   */
  boolean isSilentFor(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
        socket.setSoTimeout((int) left);
        in.mark(1);
        int next = in.read();
        in.reset();
        assertThat(next).as("the server ended").isNotNegative();
        if (next != (Frames.FIN | Frames.PING)) {
          return false;
        }
        var _ = anyFrame();
      }
      return true;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Says that nothing more will be sent; reading goes on. */
  RawSocket finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Ends with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
