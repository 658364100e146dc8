package dev.freshet.cli.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as it arrives, read with a bound on silence, which an {@code InputStream}
 * does not offer. Filled by the HTTP client's thread, one chunk asked for at a time, and read by
 * one other.
 */
final class Chunks implements Flow.Subscriber<List<ByteBuffer>> {

  /** What arrived. */
  private sealed interface Item {
    /** Some of the body. */
    record Bytes(ByteBuffer bytes) implements Item {}

    /** The end, with its cause when the connection broke. */
    record End(@Nullable Throwable cause) implements Item {}
  }

  private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription = granted;
    granted.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    int count = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer bytes = ByteBuffer.allocate(count);
    buffers.forEach(bytes::put);
    items.add(new Item.Bytes(bytes.flip()));
  }

  @Override
  public void onError(Throwable cause) {
    items.add(new Item.End(cause));
  }

  @Override
  public void onComplete() {
    items.add(new Item.End(null));
  }

  /**
   * The next bytes.
   *
   * @return null at the regular end
   * @throws IOException when the connection broke or nothing came for so long
   */
  @Nullable ByteBuffer next(Duration silence) throws IOException, InterruptedException {
    return switch (items.poll(silence.toMillis(), TimeUnit.MILLISECONDS)) {
      case null -> throw new IOException("nothing heard for " + silence.toSeconds() + " s");
      case Item.End(Throwable cause) when cause != null ->
          throw new IOException(Faults.text(cause), cause);
      case Item.End _ -> null;
      case Item.Bytes(ByteBuffer bytes) -> {
        Flow.Subscription granted = subscription;
        if (granted != null) {
          granted.request(1);
        }
        yield bytes;
      }
    };
  }

  /** Closes the connection. */
  void cancel() {
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.cancel();
    }
  }
}
