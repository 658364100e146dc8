package dev.freshet.model;

/** What a publication is when nobody published it: news of the channel itself. */
public enum Notice {
  /** A member came; {@link Publication#event} is the member's id and the payload their info. */
  JOINED,
  /** A member went; {@link Publication#event} is the member's id. */
  LEFT,
  /** The number of subscribers changed; the payload is that number in decimal digits. */
  COUNT,
  /** Whoever is signed in as the user whose channel this is must go, and not come back. */
  DISCONNECT,
  /**
   * Publications were lost on their way to this node, or may have been: whoever relies on having
   * heard all must load its state anew. The epoch and offset of the {@link Publication} are the
   * channel's newest position, after which nothing is missing again; without an epoch when the
   * channel keeps no history.
   */
  LOST,
  /**
   * This node hears the channel again, after a time in which members may have come and gone without
   * its being told: whoever knows the members must look at them anew. Never sent between nodes.
   */
  RETURNED
}
