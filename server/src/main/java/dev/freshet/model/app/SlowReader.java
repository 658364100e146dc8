package dev.freshet.model.app;

import dev.freshet.model.CloseReason;

/** What happens to a connection that reads more slowly than its channels are published to. */
public enum SlowReader {
  /** It is closed with {@link CloseReason#SLOW_READER}; it can resume from history. */
  CLOSE,
  /** The oldest waiting publications are dropped. */
  DROP_OLDEST,
  /** Only the newest publication per channel, or per conflation key, waits: for tickers. */
  CONFLATE
}
