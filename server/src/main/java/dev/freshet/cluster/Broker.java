package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.app.ChannelRule;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Orders the publications of each channel and carries them to every node that listens.
 *
 * <p>All methods may be called from any thread, event loops included: none blocks. A stage that
 * fails does so with {@link dev.freshet.model.Refused}.
 */
public interface Broker extends AutoCloseable {

  /**
   * Takes what the broker delivers: called for one publication of a channel at a time, in order.
   */
  @FunctionalInterface
  interface Receiver {
    /**
     * Fans a publication out on this node. Must return quickly, must not throw and must not
     * publish: the caller may hold the channel's order.
     *
     * <p>Where publications of a channel that is listened to did not get here, or may not have, and
     * cannot be got from history, a {@link dev.freshet.model.Notice#LOST} stands in their place.
     */
    void deliver(ChannelName channel, Publication publication);
  }

  /** Says where publications go; called once, before anything else. */
  void start(Receiver receiver);

  /**
   * Puts a draft on a channel: atomically gives it its place, adds it to history when the rule
   * keeps any, and delivers it to every listening node. When the receiver of this node hears a
   * publication, {@code history} already has it.
   *
   * @return the place, or that of the first publication with the same idempotency key
   */
  CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule);

  /**
   * Carries a notice to every listening node, in one order with the channel's publications. It is
   * not kept and gets no position.
   *
   * @return completes when it is on its way to all of them; fails when it was given up because the
   *     broker could not be reached, this node having heard it or not
   */
  CompletionStage<Void> announce(ChannelName channel, Publication notice);

  /**
   * Asks for a channel's publications. When the stage completes, every later publication is
   * delivered. The caller makes one call per channel, however many subscribers it has, and its
   * calls for one channel one after the other. It may call again after the stage failed.
   */
  CompletionStage<Void> listen(ChannelName channel);

  /**
   * Ends {@link #listen}, whether its stage completed, failed or is under way; publications that
   * are on their way may still be delivered.
   */
  void ignore(ChannelName channel);

  /** The history of the channels that this broker carries. */
  History history();

  /**
   * How its parts did when last looked at; asks nobody, so it may be called at any time.
   *
   * @return in an order that does not change; empty for a broker without parts that could fail by
   *     themselves
   */
  List<Health> health();

  @Override
  void close();
}
