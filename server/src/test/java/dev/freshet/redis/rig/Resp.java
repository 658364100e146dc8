package dev.freshet.redis.rig;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/**
 * A connection to Redis that knows the protocol (RESP 2) and nothing else: what tests ask Redis
 * must not go through the client that is tested. Of one thread.
 */
public final class Resp implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  /** What Redis refused. */
  public static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port of this machine. */
  public Resp(int port) throws IOException {
    this(port, SocketFactory.getDefault());
  }

  /** The same over such sockets: those of a TLS context check the certificate, not its name. */
  Resp(int port, SocketFactory sockets) throws IOException {
    socket = sockets.createSocket();
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** How long an answer is waited for; 5 s unless it is said. */
  public Resp patience(Duration longest) throws IOException {
    socket.setSoTimeout((int) longest.toMillis());
    return this;
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @return a String, a Long, a List of these, or null
   */
  public Object call(String... command) throws IOException {
    send(command);
    return read();
  }

  /** Sends a command only: the next answers are read with {@link #read}. */
  public void send(String... command) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(ascii("*" + command.length + "\r\n"));
    for (String word : command) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(ascii("$" + bytes.length + "\r\n"));
      out.writeBytes(bytes);
      out.writeBytes(ascii("\r\n"));
    }
    out.writeTo(socket.getOutputStream());
  }

  /** Waits for one answer, or for what a subscription brings. */
  public Object read() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case '-' -> throw new Refusal(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not RESP: " + line);
    };
  }

  private Object bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length + 2);
    if (bytes.length < length + 2) {
      throw new EOFException("closed by Redis");
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** A refusal within is an answer like the others; EXEC and the like give some. */
  private Object array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    var list = new ArrayList<Object>(length);
    for (int i = 0; i < length; i++) {
      try {
        list.add(read());
      } catch (Refusal e) {
        list.add(e);
      }
    }
    return list;
  }

  private String line() throws IOException {
    var text = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed by Redis");
      }
      text.append((char) c);
    }
    if (in.read() != '\n' || text.isEmpty()) {
      throw new IOException("not RESP: " + text);
    }
    return text.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** An answer that is a list. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Object answer) {
    return (List<Object>) answer;
  }
}
