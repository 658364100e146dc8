package dev.freshet.hub;

/** The hub's view of a session. All calls are on the loop that owns it. */
public interface Subscriber {

  /**
   * Takes publications of one channel, in order, without flushing.
   *
   * @param batch the publications and their bytes; valid during the call, take slices to keep
   * @param first the index of the first publication that is for this subscriber
   */
  void deliver(Subscription subscription, Encoded batch, int first);

  /** Puts on the socket what was delivered; called once after one or more {@link #deliver}. */
  void flush();

  /** Ends the connection: more is waiting for a subscription than may wait. */
  void overrun(Subscription subscription);
}
