package dev.freshet.cli.client;

import dev.freshet.model.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One way of hearing channels. Remembers where it stands from one connection to the next. */
interface Stream {

  /** The most bytes or UTF-16 units one message may have. */
  int MAX_MESSAGE = 64 * 1024 * 1024;

  /**
   * Connects, and hands over what comes until the connection ends one way or another.
   *
   * @throws InterruptedException when the program is asked to end; the connection is closed then
   */
  Ending follow(Listener listener) throws InterruptedException;

  /** Hears what one connection of a tail brings, on the thread that follows it. */
  interface Listener {

    /**
     * The connection stands.
     *
     * @param since what was asked to resume after; empty when nothing was
     */
    void opened(String since);

    /**
     * A publication.
     *
     * @return false when no more is wanted
     */
    boolean message(Message message);

    /**
     * The past asked for is gone; what comes is after this position.
     *
     * @param now null when the channel keeps no history
     */
    void reset(String channel, @Nullable Position now);

    /** The server says how soon clients should come back. */
    void comeBackAfter(Duration time);

    /** Something else the server tells. */
    void note(String text);

    /**
     * All that has arrived is handed over; nothing more is there yet.
     *
     * @return false when no more is wanted
     */
    boolean idle();
  }
}
