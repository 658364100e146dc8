package dev.freshet.model.app;

/** What a client wants to do on a channel; each channel rule gives an {@link Access} for each. */
public enum Action {
  /** Put a publication on the channel. */
  PUBLISH,
  /** Hear the channel. */
  SUBSCRIBE,
  /** Read what the channel keeps, and its subscriber count. */
  HISTORY
}
