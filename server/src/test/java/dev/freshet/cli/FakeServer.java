package dev.freshet.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Plays the server's part of the HTTP contract from a script, one request a connection, over bare
 * sockets: only so can a connection be cut in the middle of an event.
 */
final class FakeServer implements AutoCloseable {

  /** A request as it came; {@code rest} is what the client sends after it. */
  record Request(
      String method, String target, Map<String, String> headers, String body, InputStream rest) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String path() {
      return target.replaceFirst("\\?.*", "");
    }

    /** All values of a query parameter. */
    List<String> query(String name) {
      List<String> values = new ArrayList<>();
      String query = target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
      for (String pair : query.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        if (parts[0].equals(name)) {
          values.add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
      }
      return values;
    }
  }

  /** One line of the script. */
  interface Answer {
    /** Writes the answer; the connection is cut when it returns. */
    void give(Request request, OutputStream out) throws IOException;
  }

  private final ServerSocket listening;
  private final List<Answer> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int next;

  /** The first request gets the first answer, and so on; the last one is given ever after. */
  FakeServer(Answer... script) throws IOException {
    this.script = List.of(script);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  List<Request> requests() {
    return requests;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private synchronized Answer nextAnswer(Request request) {
    requests.add(request);
    return script.get(Math.min(next++, script.size() - 1));
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      Request request = read(in);
      var out = new BufferedOutputStream(socket.getOutputStream());
      nextAnswer(request).give(request, out);
      out.flush();
    } catch (IOException _) {
      // The client went first.
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] parts = line.split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    return new Request(first[0], first[1], headers, body, in);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("cut");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** A whole answer. */
  static Answer status(int status, String headers, String body) {
    return (_, out) -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      write(
          out,
          "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
              .formatted(status, bytes.length, headers));
      out.write(bytes);
    };
  }

  static Answer problem(int status, String code, String headers) {
    return status(
        status,
        "Content-Type: application/problem+json\r\n" + headers,
        "{\"title\":\"A title\",\"status\":%d,\"code\":\"%s\",\"detail\":\"a detail\"}"
            .formatted(status, code));
  }

  /** Cuts the connection within the status line; the JDK would repeat a GET that got nothing. */
  static Answer cut() {
    return (_, out) -> write(out, "HTTP/1.1 2");
  }

  /** An event stream that is cut, in the middle of its chunked encoding, after this text. */
  static Answer events(String text) {
    return (_, out) -> startEvents(out, text);
  }

  /** An event stream that then stays open and silent until this latch. */
  static Answer eventsUntil(CountDownLatch end, String text) {
    return (_, out) -> {
      startEvents(out, text);
      await(end);
    };
  }

  /** A WebSocket that stays open, silent and deaf until this latch. */
  static Answer webSocketUntil(CountDownLatch end) {
    return (request, out) -> {
      upgrade(request, out);
      await(end);
    };
  }

  private static void await(CountDownLatch end) {
    try {
      var _ = end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      // The test is over.
    }
  }

  static void startEvents(OutputStream out, String text) throws IOException {
    write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    chunk(out, text);
  }

  static void chunk(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(out, Integer.toHexString(bytes.length) + "\r\n");
    out.write(bytes);
    write(out, "\r\n");
    out.flush();
  }

  /** One event as the server writes it. */
  static String event(String id, String channel, long offset, String data) {
    return "id: %s\ndata: {\"channel\":\"%s\",\"data\":\"%s\",\"epoch\":\"e\",\"offset\":%d,\"time\":0}\n\n"
        .formatted(id, channel, data, offset);
  }

  /**
   * A WebSocket that sends these texts, sees by the answer to a ping that they were heard, and
   * closes with this code; 0 cuts the connection.
   */
  static Answer webSocket(int code, String... texts) {
    return (request, out) -> {
      upgrade(request, out);
      for (String text : texts) {
        frame(out, 0x81, text.getBytes(StandardCharsets.UTF_8));
      }
      frame(out, 0x89, new byte[0]);
      if (request.rest().readNBytes(6).length < 6) {
        throw new IOException("the client has left");
      }
      if (code != 0) {
        frame(out, 0x88, new byte[] {(byte) (code >> 8), (byte) code});
      }
    };
  }

  private static void upgrade(Request request, OutputStream out) throws IOException {
    write(
        out,
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + accept(request.header("Sec-WebSocket-Key"))
            + "\r\n\r\n");
    out.flush();
  }

  private static void frame(OutputStream out, int head, byte[] bytes) throws IOException {
    var frame = new DataOutputStream(out);
    frame.writeByte(head);
    if (bytes.length < 126) {
      frame.writeByte(bytes.length);
    } else {
      frame.writeByte(126);
      frame.writeShort(bytes.length);
    }
    frame.write(bytes);
    frame.flush();
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
