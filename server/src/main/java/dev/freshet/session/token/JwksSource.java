package dev.freshet.session.token;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Where JSON Web Key Sets (RFC 7517) come from. */
@FunctionalInterface
public interface JwksSource {

  /** The largest key set that is read, in bytes. */
  int MAX_BYTES = 256 * 1024;

  /**
   * Fetches a key set. Called on a virtual thread and may block for as long as the timeout.
   *
   * @param timeout for the whole fetch; the source keeps to it
   * @return the document as sent, at most {@link #MAX_BYTES}
   * @throws IOException when it cannot be had in time, or is too large
   */
  byte[] fetch(URI uri, Duration timeout) throws IOException, InterruptedException;
}
