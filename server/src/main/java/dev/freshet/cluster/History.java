package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ChannelRule;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What channels keep of their past. May be called from any thread; never blocks. */
public interface History {

  /**
   * Reads a channel.
   *
   * <p>Without {@code reverse} the page starts right after {@code since} (or with the oldest kept)
   * and goes forward; with it the page starts with the newest and goes back to {@code since},
   * exclusive. A {@code since} of another epoch or ahead of the top bounds nothing.
   *
   * <p>A reader that listens first, then reads, then skips what it hears with an offset up to that
   * of {@code top}, has everything once.
   *
   * @param since what the reader has heard; null for no bound
   * @param limit the most publications to return, from 0 for only the position
   */
  CompletionStage<Page> read(
      ChannelName channel, ChannelRule rule, @Nullable Position since, int limit, boolean reverse);

  /**
   * A stretch of history.
   *
   * @param top the newest position of the channel at the moment of reading; a channel that was
   *     never published to is at offset 0 of an epoch that its first publication will have, unless
   *     the maker had to give it up meanwhile: then that position is no longer {@code unbroken}
   * @param publications in the order asked for; immutable
   * @param unbroken whether everything after {@code since} was still kept, so that a page without a
   *     tighter limit has all of it; false when the epoch differs, the past was trimmed, or {@code
   *     since} lies ahead of {@code top}. Always true without {@code since} or with {@link
   *     Position#EARLIEST}
   */
  record Page(Position top, List<Publication> publications, boolean unbroken) {}
}
