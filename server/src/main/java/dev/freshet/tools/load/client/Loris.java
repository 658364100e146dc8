package dev.freshet.tools.load.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.tools.load.frame.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sockets whose request never ends: each sends another byte every few seconds, and when the server
 * closes it another takes its place a second later. Without TLS, whatever the server speaks: its
 * handshake never ends either.
 */
final class Loris {
  private static final long BYTE_NANOS = 4_000_000_000L;
  private static final long AGAIN_NANOS = 1_000_000_000L;
  private static final long TURN_NANOS = 10_000_000;
  private static final int OPENS_A_TURN = 16;
  private static final byte[] START = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(US_ASCII);

  private final ClientLoop loop;
  private final List<Slow> all = new ArrayList<>();
  private int next;
  private int open;
  private long closed;
  private long nextTurn;

  Loris(ClientLoop loop, int count) {
    this.loop = loop;
    for (int i = 0; i < count; i++) {
      all.add(new Slow(i));
    }
  }

  int open() {
    return open;
  }

  /** How often the server, or the network, ended one. */
  long closed() {
    return closed;
  }

  /** Opens what is due and sends what is due, going round. */
  void turn() {
    long now = Clock.epochNanos();
    if (now < nextTurn) {
      return;
    }
    nextTurn = now + TURN_NANOS;
    int opened = 0;
    for (int seen = 0; seen < all.size() && opened < OPENS_A_TURN; seen++) {
      Slow each = all.get(next);
      next = (next + 1) % all.size();
      if (now >= each.due) {
        opened += each.step(now) ? 1 : 0;
      }
    }
  }

  /** One of them. */
  private final class Slow implements Actor {
    private final int index;
    private @Nullable SocketChannel socket;
    private boolean connected;
    private int sent;
    private long due;

    Slow(int index) {
      this.index = index;
    }

    /** Whether it opened a socket. */
    boolean step(long now) {
      due = now + BYTE_NANOS;
      try {
        if (socket == null) {
          socket = loop.connect(this, index);
          return true;
        }
        if (connected) {
          byte next = sent < START.length ? START[sent] : (byte) 'x';
          sent++;
          var _ = socket.write(ByteBuffer.wrap(new byte[] {next}));
        }
      } catch (IOException _) {
        end();
      }
      return false;
    }

    @Override
    public void act(SelectionKey key) {
      try {
        SocketChannel mine = socket;
        if (mine == null) {
          return;
        }
        if (key.isConnectable()) {
          if (mine.finishConnect()) {
            key.interestOps(SelectionKey.OP_READ);
            connected = true;
            open++;
          }
          return;
        }
        ByteBuffer in = loop.buffers().plain;
        in.clear();
        if (mine.read(in) < 0) {
          end();
        }
      } catch (IOException _) {
        end();
      }
    }

    private void end() {
      loop.close(socket);
      socket = null;
      open -= connected ? 1 : 0;
      connected = false;
      sent = 0;
      closed++;
      due = Clock.epochNanos() + AGAIN_NANOS;
    }
  }
}
