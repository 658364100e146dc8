package dev.freshet.cli.client;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a WebSocket brings into a queue, a bounded number of messages ahead. Filled by the HTTP
 * client's thread, read by one other, which asks for one more after each {@link Arrival.Text}.
 *
 * <p>The JDK may drop the last messages before a cut that were received but not yet handed over.
 * They are not lost: positions move with what is heard, so they are asked for again.
 */
final class SocketListener implements WebSocket.Listener {

  /** What arrived. */
  sealed interface Arrival {
    /** A whole text message. */
    record Text(String text) implements Arrival {}

    /** A ping, a pong or something else that shows the server is alive. */
    record Alive() implements Arrival {}

    /** The server closed (RFC 6455 section 7.1.5). */
    record Closed(int code, String reason) implements Arrival {}

    /** The connection broke. */
    record Broken(Throwable cause) implements Arrival {}
  }

  /** How many messages may wait; more are left in the network. */
  private static final int AHEAD = 256;

  private static final Arrival ALIVE = new Arrival.Alive();

  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();

  /** The queue to read from. */
  LinkedBlockingQueue<Arrival> arrivals() {
    return arrivals;
  }

  @Override
  public void onOpen(WebSocket socket) {
    socket.request(AHEAD);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    if (text.length() + part.length() > Stream.MAX_MESSAGE) {
      arrivals.add(new Arrival.Broken(new IllegalStateException("a message is too large")));
      socket.abort();
      return null;
    }
    text.append(part);
    if (last) {
      arrivals.add(new Arrival.Text(text.toString()));
      text.setLength(0);
    } else {
      socket.request(1);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
    // Nothing is asked for that comes in binary frames.
    arrivals.add(ALIVE);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer payload) {
    arrivals.add(ALIVE);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
    arrivals.add(ALIVE);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    arrivals.add(new Arrival.Closed(code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable cause) {
    arrivals.add(new Arrival.Broken(cause));
  }
}
