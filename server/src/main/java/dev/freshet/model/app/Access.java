package dev.freshet.model.app;

/** Who may do something on a channel. */
public enum Access {
  /** Anybody who may reach the server. */
  OPEN,
  /** Whoever has a token or a signed URL that grants it, or the app's secret. */
  TOKEN,
  /** Only whoever has the app's secret. */
  SECRET
}
