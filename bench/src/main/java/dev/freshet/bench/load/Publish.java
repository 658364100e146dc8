package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The paced publisher: one connection, one publication at each scheduled time, never slowed by
 * answers (HTTP requests are pipelined, RFC 9112 section 9.3.2; a second thread reads the answers).
 * What it cannot send in time it sends late, with the scheduled time in the body.
 */
public final class Publish {
  private static final long ANSWER_WAIT_MILLIS = 10_000;

  private final Publishing publishing;
  private final Histogram lags = new Histogram(1_000, 3_600_000_000_000L, 3);
  private long answered;
  private long refused;
  private String firstRefusal = "";

  private Publish(Publishing publishing) {
    this.publishing = publishing;
  }

  /**
   * What became of a run of publications.
   *
   * @param sent how many were written
   * @param refused HTTP answers outside 200–299, and answers that never came
   * @param lagP99Millis how late publications were written, 99th percentile
   */
  public record Outcome(
      long sent, long refused, String firstRefusal, double seconds, double lagP99Millis) {
    String line() {
      return String.format(
          Locale.ROOT,
          "PUBLISHED sent=%d refused=%d seconds=%.3f lag_p99_ms=%.3f %s",
          sent,
          refused,
          seconds,
          lagP99Millis,
          firstRefusal);
    }
  }

  /** Publishes from the command line and prints one line of counts. */
  public static void main(String[] args) throws Exception {
    Set<String> known = Set.of("port", "kind", "path", "channels", "rate", "seconds", "size");
    Options o = Options.parse(List.of(args), known);
    boolean http = o.text("kind", "http").equals("http");
    int rate = o.number("rate", 20, 1, 100_000);
    Publishing publishing =
        new Publishing(
            o.number("port", 8080, 1, 65535),
            http ? Publishing.Kind.HTTP : Publishing.Kind.FRAMES,
            o.text("path", http ? "/channels/bench-{c}" : "/ws"),
            0,
            o.number("channels", 1, 1, 1_000_000),
            rate,
            rate * o.number("seconds", 5, 1, 3600),
            o.number("size", 128, Payload.MIN_BYTES, 65_000));
    System.out.println(run(publishing).line());
  }

  /** Publishes, waits for the answers (10 s at most) and returns what became of it. */
  public static Outcome run(Publishing publishing) throws IOException, InterruptedException {
    return run(publishing, 0);
  }

  /** The same, the whole schedule {@code delayNanos} later. */
  static Outcome run(Publishing publishing, long delayNanos)
      throws IOException, InterruptedException {
    return new Publish(publishing).run(delayNanos);
  }

  private Outcome run(long delayNanos) throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.connect(Loopback.of(1, publishing.port()));
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      if (publishing.kind() == Publishing.Kind.FRAMES) {
        upgrade(in, out);
      }
      Thread reader = Thread.ofPlatform().daemon().name("answers").start(() -> readAnswers(in));
      long start = Clock.epochNanos();
      pace(out, start + 20_000_000 + delayNanos);
      double seconds = (Clock.epochNanos() - start) / 1e9;
      if (isAnswered()) {
        reader.join(ANSWER_WAIT_MILLIS);
      }
      return outcome(seconds);
    }
  }

  private boolean isAnswered() {
    return publishing.kind() != Publishing.Kind.FRAMES;
  }

  private synchronized Outcome outcome(double seconds) {
    long missing = isAnswered() ? publishing.count() - answered : 0;
    double lag = lags.getValueAtPercentile(99) / 1e6;
    return new Outcome(publishing.count(), refused + missing, firstRefusal, seconds, lag);
  }

  private void pace(OutputStream out, long start) throws IOException {
    for (int i = 0; i < publishing.count(); i++) {
      long due = start + (long) (i * 1e9 / publishing.perSecond());
      long now = Clock.epochNanos();
      while (now < due) {
        LockSupport.parkNanos(due - now);
        now = Clock.epochNanos();
      }
      lags.recordValue(now - due);
      out.write(message(i, due));
    }
  }

  private byte[] message(int index, long due) {
    int channel = publishing.first() + index % publishing.channels();
    byte[] body = Payload.make(due, index / publishing.channels(), publishing.size());
    String to = publishing.path().replace("{c}", Integer.toString(channel));
    return switch (publishing.kind()) {
      case FRAMES -> Masked.frame(1, concat("pub bench-" + channel + " ", body, ""));
      case REDIS -> concat(command(to, body.length), body, "\r\n");
      case HTTP -> concat(head(to, body.length), body, "");
    };
  }

  private String head(String target, int length) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + publishing.port()
        + "\r\nContent-Type: text/plain\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static String command(String channel, int length) {
    return "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n"
        .formatted(channel.length(), channel, length);
  }

  private static byte[] concat(String head, byte[] body, String tail) {
    var bytes = new ByteArrayOutputStream(head.length() + body.length + tail.length());
    bytes.writeBytes(head.getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    bytes.writeBytes(tail.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  private void upgrade(InputStream in, OutputStream out) throws IOException {
    String request =
        "GET "
            + publishing.path()
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + publishing.port()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    out.write(request.getBytes(ISO_8859_1));
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new IOException("the peer refused the publisher: " + status);
    }
    while (!line(in).isEmpty()) {
      // Headers of the answer say nothing a publisher needs.
    }
  }

  private void readAnswers(InputStream in) {
    try {
      if (!isAnswered()) {
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      for (int i = 0; i < publishing.count(); i++) {
        if (publishing.kind() == Publishing.Kind.REDIS) {
          note(line(in), ":", "");
        } else {
          readAnswer(in);
        }
      }
    } catch (IOException e) {
      noteRefusal(e.toString(), false);
    }
  }

  private void readAnswer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    note(status, "HTTP/1.1 2", new String(in.readNBytes(length), UTF_8));
  }

  private void note(String status, String taken, String body) {
    if (status.startsWith(taken)) {
      synchronized (this) {
        answered++;
      }
    } else {
      noteRefusal(status + " " + body, true);
    }
  }

  private synchronized void noteRefusal(String what, boolean wasAnswer) {
    answered += wasAnswer ? 1 : 0;
    refused += wasAnswer ? 1 : 0;
    firstRefusal = firstRefusal.isEmpty() ? what : firstRefusal;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > 8192) {
        throw new IOException("the connection ended within an answer");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
