package dev.freshet.tools.load.client;

/** What a load client speaks. */
public enum Wire {
  /** RFC 6455. */
  WEBSOCKET,
  /** Server-sent events. */
  EVENTS,
  /** RESP2 of a bare Redis: the path is the Redis channel. */
  REDIS
}
