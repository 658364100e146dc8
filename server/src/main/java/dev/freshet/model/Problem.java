package dev.freshet.model;

/**
 * Why a command failed; the connection stays. A closed table: each dialect maps it to its own
 * words, HTTP answers it as an RFC 9457 problem document whose {@code code} is {@link #code()}.
 */
public enum Problem {
  BAD_REQUEST(400, "The request could not be understood"),
  BAD_CHANNEL(400, "The channel name is not valid"),
  BAD_POSITION(400, "The position is not one this server wrote"),
  BAD_LABEL(400, "An event name or key is not valid"),
  BAD_JSON(400, "The body is not the JSON that was expected"),
  BAD_HANDSHAKE(400, "The WebSocket handshake is not valid"),
  APP_REQUIRED(400, "Say which app is meant with ?app=KEY"),
  UNAUTHORIZED(401, "A token, a signed URL or the app's secret is needed"),
  TOKEN_INVALID(401, "The token or signature is not valid"),
  TOKEN_EXPIRED(401, "The token or signed URL has expired"),
  LOGIN_NEEDED(401, "Log in to the console first"),
  LOGIN_REFUSED(401, "That is not what the console can be entered with"),
  FORBIDDEN(403, "The credentials do not allow this"),
  ORIGIN_REFUSED(403, "This origin or host may not use this server"),
  NOT_FOUND(404, "There is nothing here"),
  APP_UNKNOWN(404, "There is no app with this key"),
  METHOD_NOT_ALLOWED(405, "The resource does not take this method"),
  NOT_ACCEPTABLE(406, "The resource does not come in this media type"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  BODY_TOO_LARGE(413, "The body is larger than allowed"),
  URI_TOO_LONG(414, "The request line is longer than allowed"),
  UNSAFE(409, "Clients would be left without a node; force it to do it all the same"),
  TOO_MANY_MEMBERS(403, "The channel has as many members as it may have"),
  TOO_MANY_CONNECTIONS(403, "The user has as many connections as one user may have"),
  WATCHLIST_TOO_LONG(422, "More users than one connection may watch"),
  TOO_MANY_CHANNELS(422, "More channels than one connection may subscribe to"),
  BATCH_TOO_LARGE(422, "More publications than one batch may hold"),
  UPGRADE_REQUIRED(426, "This WebSocket version is not spoken here"),
  RATE_LIMITED(429, "Too many publications; try again later", 1),
  ADDRESS_LIMIT(429, "This address has as many connections as it may have; try again later", 5),
  ADDRESS_RATE(429, "This address connects too often; try again later", 5),
  CONNECT_RATE(429, "More clients of the app connect than may at once; try again later", 5),
  LOGIN_RATE(429, "Too many have tried to log in; try again later", 12),
  HEADERS_TOO_LARGE(431, "The header fields are larger than allowed"),
  INTERNAL(500, "The server failed; the fault is ours"),
  VERSION_UNSUPPORTED(505, "This HTTP version is not spoken here"),
  BROKER_UNAVAILABLE(503, "The broker cannot be reached; try again later", 1),
  KEYS_UNAVAILABLE(503, "The keys that verify tokens cannot be fetched; try again later", 2),
  OVERLOADED(503, "More is asked of the server than it can do now; try again later", 1),
  CONNECTION_LIMIT(503, "The app has as many connections as it may have; try again later", 5),
  STOPPING(503, "The server is stopping; another node can answer", 1),
  DRAINING(503, "The node is being emptied; another one can answer", 1),
  NOT_READY(503, "The server is not ready; try again later", 1);

  private final int status;
  private final String title;
  private final int retryAfterSeconds;

  Problem(int status, String title) {
    this(status, title, 0);
  }

  Problem(int status, String title, int retryAfterSeconds) {
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The stable code clients switch on, such as {@code bad-channel}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }

  /** What it means, in a sentence for people. */
  public String title() {
    return title;
  }

  /** Seconds after which the same request may succeed; 0 when trying again will not help. */
  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
