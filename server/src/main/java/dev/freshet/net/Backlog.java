package dev.freshet.net;

import dev.freshet.hub.Encoded;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a connection whose socket takes no more, where its policy lets some of it go.
 * Exists only while something waits. Owned by the connection's loop.
 */
final class Backlog {

  /** What a conflating reader keeps the newest of. */
  private record Key(ChannelName channel, @Nullable String conflationKey) {}

  private final LinkedHashMap<Object, ByteBuf> waiting = new LinkedHashMap<>();
  private final int limit;
  private long bytes;
  private int dropped;
  private int conflated;

  /** Holds at most {@code limit} bytes. */
  Backlog(int limit) {
    this.limit = limit;
  }

  /** Adds one publication, and lets older ones go when there is no room. */
  void add(ByteBuf frame, ChannelName channel, Publication publication, SlowReader policy) {
    Object key =
        policy == SlowReader.CONFLATE
            ? new Key(channel, publication.conflationKey())
            : new Object();
    // The newest goes to the end: what is older than it stays ahead of it.
    ByteBuf superseded = waiting.remove(key);
    if (superseded != null) {
      conflated++;
      release(superseded);
    }
    bytes += frame.readableBytes();
    waiting.put(key, frame);
    while (bytes > limit && waiting.size() > 1) {
      dropped++;
      release(first());
    }
  }

  /** Adds those publications of a batch that have bytes here, from one on. */
  void add(Encoded batch, int first, SlowReader policy) {
    for (int i = first; i < batch.count(); i++) {
      if (batch.length(i) > 0) {
        add(batch.retained(i), batch.channel(), batch.publication(i), policy);
      }
    }
  }

  /**
   * Hands out what waits, the oldest first.
   *
   * @param open asked before each
   * @param send takes each over
   * @return whether nothing waits any more
   */
  boolean drain(BooleanSupplier open, Consumer<ByteBuf> send) {
    while (open.getAsBoolean()) {
      ByteBuf next = poll();
      if (next == null) {
        return true;
      }
      send.accept(next);
    }
    return false;
  }

  /** The next to be written, the caller's from now on; null when nothing waits. */
  @Nullable ByteBuf poll() {
    if (waiting.isEmpty()) {
      return null;
    }
    ByteBuf first = first();
    bytes -= first.readableBytes();
    return first;
  }

  long bytes() {
    return bytes;
  }

  /** How many were let go for want of room since the last call. */
  int takeDropped() {
    int count = dropped;
    dropped = 0;
    return count;
  }

  /** How many gave way to a newer one since the last call. */
  int takeConflated() {
    int count = conflated;
    conflated = 0;
    return count;
  }

  /** Lets everything go. */
  void clear() {
    waiting.values().forEach(ByteBuf::release);
    waiting.clear();
    bytes = 0;
  }

  private ByteBuf first() {
    return Objects.requireNonNull(waiting.pollFirstEntry(), "first").getValue();
  }

  private void release(ByteBuf frame) {
    bytes -= frame.readableBytes();
    frame.release();
  }
}
