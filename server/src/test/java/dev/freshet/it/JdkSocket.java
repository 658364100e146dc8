package dev.freshet.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's WebSocket; what it hears waits in queues. */
public final class JdkSocket implements WebSocket.Listener, AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PATIENCE_SECONDS = 10;

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  /** Connects; fails as {@link WebSocket.Builder#buildAsync} does. */
  public JdkSocket(URI uri) {
    this(HTTP.newWebSocketBuilder(), uri);
  }

  /** Connects by a client of another address, or with headers of its own. */
  public JdkSocket(WebSocket.Builder builder, URI uri) {
    socket = builder.buildAsync(uri, this).join();
  }

  public WebSocket socket() {
    return socket;
  }

  public String text() {
    return take(texts);
  }

  /** The next JSON object. */
  public Parsed json() {
    return Parsed.json(text());
  }

  public byte[] binary() {
    return take(binaries);
  }

  public String pong() {
    return take(pongs);
  }

  /** Whether nothing waits to be taken. */
  public boolean isSilent() {
    return texts.isEmpty() && binaries.isEmpty();
  }

  /** How it ended: the close code and reason, or {@code error}. */
  public String ended() {
    return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  public JdkSocket send(String message) {
    socket.sendText(message, true).join();
    return this;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      texts.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    binaries.add(bytes);
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
    pongs.add(StandardCharsets.UTF_8.decode(data).toString());
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    ended.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended.complete("error " + error);
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
