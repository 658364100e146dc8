package dev.freshet.redis.link;

import java.io.IOException;

/** A server that answers and will not do, however often it is asked: only the operator can help. */
final class Unusable extends IOException {
  private static final long serialVersionUID = 1;

  Unusable(String message) {
    super(message);
  }
}
