package dev.freshet.model.app;

/** Where subscribers may publish to each other. */
public enum ClientEvents {
  /** Nowhere. */
  OFF,
  /** On channels that need a proof to subscribe. */
  PRIVATE,
  /** On any channel they are subscribed to. */
  ALL
}
