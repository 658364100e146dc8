package dev.freshet.cluster;

import dev.freshet.model.ChannelName;

/**
 * Tells somebody outside of the cluster what its nodes decided. From any thread; nothing blocks.
 */
public interface Teller {

  /** Whether anybody wants to know when the channel is occupied or vacated. */
  boolean wantsOccupancy(ChannelName channel);

  /** Whether anybody wants to know when members of the channel come and go. */
  boolean wantsMembers(ChannelName channel);

  /** About how many decisions more it takes now. */
  int room();

  /**
   * Tells a decision at least once, those of one channel in their order.
   *
   * @param done run on any thread, once, when it need not be told any more: everybody was told, or
   *     was given up. Not run when the teller stops before: another node then tells it
   */
  void tell(Decision decision, Runnable done);
}
