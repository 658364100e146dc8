package dev.freshet.session;

import dev.freshet.hub.Encoded;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import io.netty.buffer.ByteBuf;

/** A session's way to its client. All calls are on the loop that owns both. */
public interface Outlet {

  /**
   * Queues the publications of a batch from {@code first} on.
   *
   * @param policy what happens when more waits than may
   */
  void write(Encoded batch, int first, SlowReader policy);

  /**
   * Queues one publication.
   *
   * @param bytes the outlet's from now on
   * @param policy what happens when more waits than may
   */
  void write(ByteBuf bytes, ChannelName channel, Publication publication, SlowReader policy);

  /**
   * Queues what is not a publication: never dropped.
   *
   * @param bytes the outlet's from now on
   */
  void write(ByteBuf bytes);

  /** Puts what is queued on the socket. */
  void flush();

  /** Says farewell and closes once that is written, or after a bounded time. Twice is once. */
  void close(CloseReason reason);
}
