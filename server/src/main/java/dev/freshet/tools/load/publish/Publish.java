package dev.freshet.tools.load.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.client.ClientPlan.Peer;
import dev.freshet.tools.load.frame.Clock;
import dev.freshet.tools.load.frame.Histograms;
import dev.freshet.tools.load.frame.Masked;
import dev.freshet.tools.load.frame.Payload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The paced publisher: one connection, one publication at each scheduled time, never slowed by
 * answers (HTTP requests are pipelined, RFC 9112 section 9.3.2; a second thread reads the answers).
 * What it cannot send in time it sends late, with the scheduled time in the body. Where the server
 * closes after each answer, each publication has a connection of its own.
 */
public final class Publish {
  private static final long ANSWER_WAIT_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 5;
  private static final int MOST_UNANSWERED = 256;
  private static final long LEAD_NANOS = 20_000_000;

  private final Publishing publishing;
  private final Histogram lags = Histograms.make();
  private final Histogram answers = Histograms.make();
  private final long start;
  private long answered;
  private long refused;
  private String firstRefusal = "";

  /** How a publication leaves. */
  private interface Way {
    void send(int index, byte[] message) throws IOException, InterruptedException;
  }

  private Publish(Publishing publishing, long start) {
    this.publishing = publishing;
    this.start = start;
  }

  /**
   * What became of a run of publications.
   *
   * @param sent how many were written
   * @param refused HTTP answers outside 200–299, and answers that never came
   * @param lags how late publications were written, nanoseconds
   * @param answers from when a publication was due to its answer, nanoseconds
   */
  public record Outcome(
      long sent,
      long refused,
      String firstRefusal,
      double seconds,
      Histogram lags,
      Histogram answers) {

    /** How late publications were written, 99th percentile. */
    public double lagP99Millis() {
      return Histograms.millis(lags, 99);
    }
  }

  /** Publishes, waits for the answers (10 s at most) and returns what became of it. */
  public static Outcome run(Publishing publishing) throws IOException, InterruptedException {
    return run(publishing, 0);
  }

  /** The same, the whole schedule {@code delayNanos} later. */
  static Outcome run(Publishing publishing, long delayNanos)
      throws IOException, InterruptedException {
    if (publishing.form().closes()) {
      return new Publish(publishing, Clock.epochNanos() + LEAD_NANOS + delayNanos).runEach();
    }
    try (Socket socket = Sockets.connect(publishing.server())) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      if (publishing.form().kind() == Form.Kind.FRAMES) {
        upgrade(publishing, in, out);
      }
      return new Publish(publishing, Clock.epochNanos() + LEAD_NANOS + delayNanos).run(in, out);
    }
  }

  private Outcome run(InputStream in, OutputStream out) throws IOException, InterruptedException {
    Thread reader = Thread.ofPlatform().daemon().name("answers").start(() -> readAnswers(in));
    long from = Clock.epochNanos();
    long sent = pace((index, message) -> out.write(message));
    double seconds = (Clock.epochNanos() - from) / 1e9;
    if (publishing.form().isAnswered()) {
      awaitAnswers(sent, reader);
    }
    return outcome(sent, seconds);
  }

  /** Connects and writes in order; the answers are awaited by a thread each. */
  private Outcome runEach() throws IOException, InterruptedException {
    var unanswered = new Semaphore(MOST_UNANSWERED);
    long from = Clock.epochNanos();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      long sent =
          pace((index, message) -> {
            unanswered.acquire();
            Socket socket = Sockets.connect(publishing.server());
            socket.setSoTimeout((int) ANSWER_WAIT_MILLIS);
            socket.getOutputStream().write(message);
            readers.execute(() -> {
              awaitAnswer(index, socket);
              unanswered.release();
            });
          });
      double seconds = (Clock.epochNanos() - from) / 1e9;
      readers.shutdown();
      var _ = readers.awaitTermination(ANSWER_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      return outcome(sent, seconds);
    }
  }

  private void awaitAnswer(int index, Socket socket) {
    try (socket) {
      readAnswer(index, new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      noteRefusal(e.toString(), false);
    }
  }

  private synchronized void awaitAnswers(long sent, Thread reader) throws InterruptedException {
    long end = System.nanoTime() + ANSWER_WAIT_MILLIS * 1_000_000;
    while (answered < sent && reader.isAlive() && System.nanoTime() < end) {
      wait(LOOK_MILLIS);
    }
  }

  private synchronized Outcome outcome(long sent, double seconds) {
    long missing = publishing.form().isAnswered() ? sent - answered : 0;
    return new Outcome(sent, refused + missing, firstRefusal, seconds, lags, answers.copy());
  }

  private long due(int index) {
    return start + (long) (index * 1e9 / publishing.perSecond());
  }

  /** Sends until all is sent, or the thread is interrupted; how many went out. */
  private long pace(Way way) throws IOException, InterruptedException {
    Peer server = publishing.server();
    String host = server.host() + ":" + server.port();
    for (int i = 0; i < publishing.count(); i++) {
      long due = due(i);
      long now = Clock.epochNanos();
      while (now < due) {
        if (Thread.interrupted()) {
          return i;
        }
        LockSupport.parkNanos(due - now);
        now = Clock.epochNanos();
      }
      lags.recordValue(now - due);
      byte[] body = Payload.make(due, i / publishing.channels(), publishing.size());
      int channel = publishing.first() + i % publishing.channels();
      way.send(i, publishing.form().message(host, channel, body));
    }
    return publishing.count();
  }

  private static void upgrade(Publishing publishing, InputStream in, OutputStream out)
      throws IOException {
    Peer server = publishing.server();
    String request =
        "GET "
            + publishing.form().path()
            + " HTTP/1.1\r\nHost: "
            + server.host()
            + ":"
            + server.port()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    out.write(request.getBytes(ISO_8859_1));
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new IOException("the server refused the publisher: " + status);
    }
    while (!line(in).isEmpty()) {
      // Headers of the answer say nothing a publisher needs.
    }
    for (String frame : publishing.form().opening()) {
      out.write(Masked.frame(1, frame.getBytes(UTF_8)));
    }
  }

  private void readAnswers(InputStream in) {
    try {
      if (!publishing.form().isAnswered()) {
        in.transferTo(OutputStream.nullOutputStream());
        return;
      }
      for (int i = 0; i < publishing.count(); i++) {
        if (publishing.form().kind() == Form.Kind.REDIS) {
          note(i, line(in), ":", "");
        } else {
          readAnswer(i, in);
        }
      }
    } catch (IOException e) {
      noteRefusal(e.toString(), false);
    }
  }

  private void readAnswer(int index, InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    note(index, status, "HTTP/1.1 2", new String(in.readNBytes(length), UTF_8));
  }

  private void note(int index, String status, String taken, String body) {
    if (status.startsWith(taken)) {
      long took = Math.max(0, Clock.epochNanos() - due(index));
      synchronized (this) {
        answered++;
        answers.recordValue(took);
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
