package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.tools.load.frame.Clock;
import dev.freshet.tools.load.frame.EventWalker;
import dev.freshet.tools.load.frame.FrameWalker;
import dev.freshet.tools.load.frame.LineWalker;
import dev.freshet.tools.load.frame.Masked;
import dev.freshet.tools.load.frame.Payload;
import dev.freshet.tools.load.frame.Walker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client: it connects, shakes hands, hears, and perhaps comes back. What only a handshake needs
 * is in its {@link Attempt}, so that an open connection holds little.
 */
final class Subscriber implements Walker.Heard, Actor {
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int CLOSE = 8;

  private final ClientLoop loop;
  private final int index;
  private @Nullable SocketChannel socket;
  private @Nullable TlsLink tls;
  private @Nullable Walker walker;
  private @Nullable Attempt attempt;
  private @Nullable String position;
  private int said = Retry.UNSAID;
  private int failures;
  private boolean lost;
  private boolean gone;
  private long openedAt;
  private long lastNumber = -1;

  Subscriber(ClientLoop loop, int index) {
    this.loop = loop;
    this.index = index;
  }

  /** Whether its subscription is there. */
  boolean isOpen() {
    return socket != null && attempt == null;
  }

  /** Whether it was open when the storm began, and has been lost since. */
  boolean isLost() {
    return lost;
  }

  long openedAt() {
    return openedAt;
  }

  /** A storm begins: nothing is lost yet. */
  void calm() {
    lost = false;
  }

  /** When its attempt began, or {@code Long.MAX_VALUE} when none is under way. */
  long begunAt() {
    return attempt == null ? Long.MAX_VALUE : attempt.begun;
  }

  /**
   * Begins an attempt.
   *
   * @param due when it was to begin, in nanoseconds since the epoch
   */
  void begin(long due) {
    attempt = new Attempt(due, Clock.epochNanos());
    walker = null;
    loop.tally().attempt();
    try {
      socket = loop.connect(this, index);
    } catch (IOException e) {
      end(e);
    }
  }

  @Override
  public void act(SelectionKey key) {
    try {
      if (key.isConnectable()) {
        connected(key);
      } else if (!read()) {
        end(null);
      }
    } catch (IOException | IllegalStateException e) {
      end(e);
    }
  }

  private void connected(SelectionKey key) throws IOException {
    SocketChannel open = socket();
    if (!open.finishConnect()) {
      return;
    }
    key.interestOps(SelectionKey.OP_READ);
    tls = loop.tls();
    if (tls != null) {
      tls.begin(open);
    } else {
      ask();
    }
  }

  private void ask() throws IOException {
    if (attempt != null) {
      attempt.asked = true;
    }
    send(loop.request(index, position).getBytes(ISO_8859_1));
  }

  /** Reads once; false when the connection has ended. */
  private boolean read() throws IOException {
    ByteBuffer in = loop.buffers().plain;
    int count;
    if (tls != null) {
      count = tls.read(socket());
      if (attempt != null && !attempt.asked && tls.isReady()) {
        ask();
      }
    } else {
      in.clear();
      count = socket().read(in);
      in.flip();
    }
    if (count < 0) {
      return false;
    }
    if (walker == null && !readHead(in)) {
      return true;
    }
    loop.heardAt(isSampled() ? Clock.epochNanos() : 0);
    int messages = walker == null ? 0 : walker.walk(in, this);
    if (messages > 0) {
      loop.tally().heard(messages);
    }
    return attempt == null || attempt.status == 0;
  }

  private boolean isSampled() {
    return index % loop.plan().sampleEvery() == 0;
  }

  private boolean readHead(ByteBuffer in) throws IOException {
    Description description = loop.plan().description();
    if (attempt == null || !attempt.head(in, description.wire())) {
      return false;
    }
    boolean keeps = isSampled() || (description.resume() == Description.Resume.SINCE);
    walker =
        switch (description.wire()) {
          case WEBSOCKET -> new FrameWalker(keeps, loop.signals(), description.lines());
          case EVENTS ->
              new EventWalker(keeps, description.resume() == Description.Resume.LAST_EVENT_ID);
          case REDIS -> new LineWalker(LineWalker.RESP, keeps);
        };
    if (description.greeting().isEmpty()) {
      introduce("");
    }
    return true;
  }

  /** Sends what makes the server subscribe it; open now, unless that is confirmed. */
  private void introduce(String socketId) throws IOException {
    Description description = loop.plan().description();
    PusherAuth auth = loop.plan().auth();
    for (String first : description.first()) {
      String frame = loop.plan().expand(first, index);
      send(Masked.frame(1, (auth == null ? frame : auth.fill(frame, socketId)).getBytes(UTF_8)));
    }
    if (description.confirm().isEmpty()) {
      open();
    }
  }

  private void open() {
    Attempt done = attempt;
    if (done == null) {
      return;
    }
    openedAt = Clock.epochNanos();
    attempt = null;
    failures = 0;
    said = Retry.UNSAID;
    loop.settled();
    loop.tally().opened(openedAt - done.due, openedAt - done.begun);
    if (lost) {
      loop.tally().back(1);
    }
  }

  private void send(byte[] bytes) throws IOException {
    if (tls != null) {
      tls.write(socket(), bytes);
    } else if (socket().write(ByteBuffer.wrap(bytes)) != bytes.length) {
      throw new IOException("the socket took less than one small write");
    }
  }

  private SocketChannel socket() throws IOException {
    if (socket == null) {
      throw new IOException("the connection has ended");
    }
    return socket;
  }

  @Override
  public void message(byte[] payload, int length) {
    if (loop.plan().description().resume() == Description.Resume.SINCE) {
      position = Attempt.position(payload, length, position);
    }
    if (!isSampled()) {
      return;
    }
    int from = Payload.find(payload, length);
    long time = from < 0 ? -1 : Payload.time(payload, from, length);
    long number = from < 0 ? -1 : Payload.number(payload, from, length);
    if (time < 0 || number < 0) {
      loop.tally().foreign();
      return;
    }
    if (number != 0 && lastNumber >= 0 && number != lastNumber + 1) {
      loop.tally().gap();
    }
    lastNumber = number;
    loop.tally().latency(loop.heardAt() - time);
  }

  @Override
  public void signal(byte[] payload, int length) {
    Description description = loop.plan().description();
    if (description.wire() == Wire.EVENTS) {
      field(payload, length);
      return;
    }
    String text = new String(payload, 0, length, UTF_8);
    try {
      if (!description.ping().isEmpty() && text.startsWith(description.ping())) {
        send(Masked.frame(1, description.pong().getBytes(UTF_8)));
      } else if (attempt != null) {
        shake(text, description);
      }
    } catch (IOException e) {
      loop.tally().fault("signal", e);
    }
    int advice = Advice.ofSignal(text);
    said = advice == Retry.UNSAID ? said : advice;
    if (description.resume() == Description.Resume.SINCE) {
      position = Attempt.position(payload, length, position);
    }
  }

  private void shake(String text, Description description) throws IOException {
    if (!description.confirm().isEmpty() && text.contains(description.confirm())) {
      open();
    } else if (!description.greeting().isEmpty() && text.contains(description.greeting())) {
      introduce(PusherAuth.socketId(text));
    } else if (text.contains("error") && attempt != null) {
      loop.tally().fault("handshake", new IOException(text));
      attempt.refuse(text);
    }
  }

  /** A line of an event stream that is about it, not in it. */
  private void field(byte[] line, int length) {
    if (line[0] == 'r') {
      said = Advice.ofRetryLine(line, length);
    } else {
      position = new String(line, 3, length - 3, UTF_8).strip();
    }
  }

  @Override
  public void control(int opcode, byte[] payload, int length) {
    if (opcode == PING) {
      try {
        send(Masked.frame(PONG, Arrays.copyOf(payload, length)));
      } catch (IOException e) {
        loop.tally().fault("pong", e);
      }
    } else if (opcode == CLOSE && length >= 2) {
      int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
      loop.tally().closeCode(code);
      int advice = Advice.ofClose(code, loop.plan().description().closes());
      said = said >= 0 ? said : advice;
      if (attempt != null && attempt.status == 0) {
        attempt.status = code;
      }
    }
  }

  /** Its attempt took longer than a client waits. */
  void giveUp() {
    loop.tally().givenUp();
    finish();
  }

  /** Ends it from our side, at once, so that it is counted as lost. */
  void drop() {
    end(null);
  }

  /** Counts how it ended; {@code why} is null for an end without a fault. */
  private void end(@Nullable Throwable why) {
    if (why != null) {
      loop.tally().fault(isOpen() ? "open" : "handshake", why);
    }
    if (attempt == null) {
      if (socket == null) {
        return;
      }
      loop.tally().closed();
      if (lost) {
        loop.tally().back(-1);
      } else {
        lost = true;
        loop.tally().dropped();
      }
    } else if (attempt.status > 0) {
      loop.tally().refused(attempt.status);
      said = said == Retry.UNSAID ? attempt.said : said;
    } else {
      loop.tally().cut();
    }
    finish();
  }

  private void finish() {
    boolean handshake = attempt != null;
    if (handshake) {
      loop.settled();
      failures++;
    }
    loop.close(socket);
    TlsLink.free(tls);
    socket = null;
    tls = null;
    walker = null;
    attempt = null;
    if (!loop.again(index, said, failures)) {
      if (handshake && !gone) {
        loop.tally().failed();
      }
      gone = true;
    }
    said = Retry.UNSAID;
  }
}
