package dev.freshet.model;

/**
 * Why a connection ends. A closed table: each dialect maps it to its own numbers; plain WebSocket
 * closes with {@link #code()} (RFC 6455 section 7.4).
 */
public enum CloseReason {
  NORMAL(1000, "closed by the client", Return.NEVER),
  GOING_AWAY(1001, "the server is stopping", Return.LATER),
  PROTOCOL_ERROR(1002, "the frame breaks RFC 6455", Return.NEVER),
  UNSUPPORTED_DATA(1003, "this kind of message is not taken here", Return.NEVER),
  INVALID_PAYLOAD(1007, "the text is not valid UTF-8", Return.NEVER),
  FORBIDDEN(1008, "not allowed", Return.NEVER),
  MESSAGE_TOO_BIG(1009, "the message is larger than allowed", Return.NEVER),
  INTERNAL(1011, "the server failed", Return.LATER),
  OVERLOADED(1013, "too busy; come back later", Return.LATER),
  NO_PONG(4000, "no answer to a ping", Return.NOW),
  SLOW_READER(4001, "read too slowly", Return.NOW),
  TOKEN_EXPIRED(4002, "the token expired", Return.NOW),
  RATE_LIMITED(4003, "sent too much", Return.LATER),
  POSITION_GONE(4004, "what was missed is gone; connect without since", Return.NOW),
  MOVED(4005, "another node takes this connection; come back", Return.NOW),
  MAX_AGE(4006, "open for long enough; come back", Return.NOW),
  OPERATOR(4007, "closed by an operator", Return.LATER),
  /** Never told; clients are shown the code for a connection that ended without a close frame. */
  DROPPED(1006, "cut without a word by an operator's drill", Return.LATER);

  /** Whether and when a client should come back. */
  public enum Return {
    /** The same again would end the same. */
    NEVER,
    /** At once. */
    NOW,
    /** After a pause that grows and is spread by jitter. */
    LATER
  }

  private final int code;
  private final String text;
  private final Return comeBack;

  CloseReason(int code, String text, Return comeBack) {
    this.code = code;
    this.text = text;
    this.comeBack = comeBack;
  }

  /** The close code of RFC 6455, 1000 to 4999. */
  public int code() {
    return code;
  }

  /** The reason clients are told, at most 123 bytes of UTF-8. */
  public String text() {
    return text;
  }

  /** Whether and when to come back. */
  public Return comeBack() {
    return comeBack;
  }
}
