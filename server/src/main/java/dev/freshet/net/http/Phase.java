package dev.freshet.net.http;

import dev.freshet.net.Wheel;

/** What the client of an HTTP connection is expected to do next; each has its own patience. */
enum Phase {
  IDLE,
  HEAD,
  BODY,
  ANSWERING,
  /** Answers wait for the client to read them; no request is taken before. */
  FLUSHING,
  /** The last answer is given; whatever comes is thrown away until the client ends too. */
  ENDING,
  /** Another protocol has the socket. */
  GONE;

  /** How long a client may take to end after its last answer is written. */
  private static final int LINGER_TICKS = Wheel.ticks(2_000);

  /** Whether what comes is part of a request. */
  boolean isTaking() {
    return this == IDLE || this == HEAD || this == BODY;
  }

  /** How long it may last, in ticks of the wheel. */
  int patience(HttpSettings settings) {
    return switch (this) {
      case IDLE -> settings.keepAliveTicks();
      case HEAD -> settings.headerTicks();
      case ENDING -> LINGER_TICKS;
      case BODY, FLUSHING -> settings.bodyTicks();
      case ANSWERING, GONE -> Wheel.HORIZON;
    };
  }
}
