package dev.freshet.bench.load;

/**
 * How a paced publisher publishes.
 *
 * @param port the server's port on 127.0.0.1
 * @param kind what the server understands
 * @param path what is published to: the request target, or the Redis channel; {@code {c}} is the
 *     channel's number
 * @param first the number of the first channel
 * @param channels publications go round this many channels
 * @param perSecond publications a second, over all channels
 * @param count how many publications in all
 * @param size bytes of a body
 */
public record Publishing(
    int port, Kind kind, String path, int first, int channels, int perSecond, int count, int size) {

  /** What a publication is written as. */
  public enum Kind {
    /** HTTP POST to the path: Freshet. */
    HTTP,
    /** WebSocket text frames {@code pub bench-{c} <body>}: a peer. */
    FRAMES,
    /** {@code PUBLISH} to the path: a bare Redis. */
    REDIS
  }
}
