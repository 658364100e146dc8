package dev.freshet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection of the load client: connecting, then handshaking, then hearing. */
final class Subscriber implements Walker.Heard {
  private static final int MAX_HEAD = 16_384;
  private static final byte[] NONE = {};

  private final SocketChannel socket;
  private final LoadOptions options;
  private final LoadTally tally;
  private final int index;
  private final boolean sampled;
  private final long started = Clock.epochNanos();
  private final Walker walker;
  private byte[] head = NONE;
  private boolean open;
  private long lastNumber = -1;
  private long now;

  Subscriber(SocketChannel socket, LoadOptions options, LoadTally tally, int index) {
    this.socket = socket;
    this.options = options;
    this.tally = tally;
    this.index = index;
    this.sampled = index % options.sampleEvery() == 0;
    this.walker = walker(options.wire(), sampled);
  }

  private static Walker walker(Wire wire, boolean keeps) {
    return switch (wire) {
      case WEBSOCKET -> new FrameWalker(keeps);
      case EVENTS -> new LineWalker(LineWalker.EVENT, keeps);
      case REDIS -> new LineWalker(LineWalker.RESP, keeps);
    };
  }

  /** Whether the handshake is over. */
  boolean isOpen() {
    return open;
  }

  /** Sends the request once the socket is connected. */
  void connected(SelectionKey key) throws IOException {
    if (!socket.finishConnect()) {
      return;
    }
    key.interestOps(SelectionKey.OP_READ);
    send(request().getBytes(ISO_8859_1));
  }

  private String request() {
    String path = options.expand(options.path(), index);
    if (options.wire() == Wire.REDIS) {
      return "SUBSCRIBE " + path + "\r\n";
    }
    String start = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + options.port();
    return options.wire() == Wire.EVENTS
        ? start + "\r\nAccept: text/event-stream\r\n\r\n"
        : start
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  }

  /** Reads once into the client's shared buffer; false when the connection has ended. */
  boolean read(ByteBuffer shared) throws IOException {
    shared.clear();
    int count = socket.read(shared);
    if (count < 0) {
      return false;
    }
    shared.flip();
    if (!open && !readHead(shared)) {
      return true;
    }
    now = sampled ? Clock.epochNanos() : 0;
    int messages = walker.walk(shared, this);
    if (messages > 0) {
      tally.heard(messages);
    }
    return true;
  }

  private boolean readHead(ByteBuffer in) throws IOException {
    int before = head.length;
    head = Arrays.copyOf(head, before + in.remaining());
    in.get(in.position(), head, before, in.remaining());
    boolean redis = options.wire() == Wire.REDIS;
    int end = redis ? endOfConfirmation(head) : endOfHead(head);
    if (end < 0) {
      if (head.length > MAX_HEAD) {
        throw new IOException("the response head is longer than " + MAX_HEAD + " bytes");
      }
      return false;
    }
    String status = new String(head, 0, Math.min(head.length, 12), ISO_8859_1);
    if (!status.endsWith(wanted())) {
      throw new IOException("refused: " + new String(head, 0, Math.min(head.length, 300), UTF_8));
    }
    in.position(in.position() + end - before);
    head = NONE;
    open = true;
    tally.opened(Clock.epochNanos() - started);
    String first = options.firstFrame();
    if (first != null) {
      send(Masked.frame(1, options.expand(first, index).getBytes(UTF_8)));
    }
    return true;
  }

  /** How the first twelve bytes of the answer end. */
  private String wanted() {
    return switch (options.wire()) {
      case WEBSOCKET -> " 101";
      case EVENTS -> " 200";
      case REDIS -> "*3\r\n$9\r\nsubs";
    };
  }

  /** The answer to {@code SUBSCRIBE} ends with a line of its own, the count. */
  private static int endOfConfirmation(byte[] answer) {
    for (int i = 2; i < answer.length; i++) {
      if (answer[i] == ':' && answer[i - 1] == '\n') {
        for (int end = i; end < answer.length; end++) {
          if (answer[end] == '\n') {
            return end + 1;
          }
        }
      }
    }
    return -1;
  }

  private static int endOfHead(byte[] head) {
    for (int i = 3; i < head.length; i++) {
      if (head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\n' && head[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private void send(byte[] bytes) throws IOException {
    if (socket.write(ByteBuffer.wrap(bytes)) != bytes.length) {
      throw new IOException("the socket took less than one small write");
    }
  }

  @Override
  public void message(byte[] payload, int length) {
    long time = Payload.time(payload, length);
    long number = Payload.number(payload, length);
    if (time < 0 || number < 0) {
      tally.foreign();
      return;
    }
    if (number != 0 && number != lastNumber + 1) {
      tally.gap();
    }
    lastNumber = number;
    tally.latency(now - time);
  }

  @Override
  public void control(int opcode, byte[] payload, int length) {
    if (opcode == 9) {
      try {
        send(Masked.frame(10, Arrays.copyOf(payload, length)));
      } catch (IOException e) {
        tally.fault("pong", e);
      }
    } else if (opcode == 8 && length >= 2) {
      tally.closeCode(((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
    }
  }

  /** Closes the socket and counts how it ended; {@code why} is null for an orderly end. */
  void end(@Nullable Throwable why) {
    if (open) {
      tally.closed();
    } else {
      tally.failed();
    }
    if (why != null) {
      tally.fault(open ? "open" : "handshake", why);
    }
    try {
      socket.close();
    } catch (IOException e) {
      tally.fault("close", e);
    }
  }
}
