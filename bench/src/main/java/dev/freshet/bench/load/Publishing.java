package dev.freshet.bench.load;

/**
 * How a paced publisher publishes.
 *
 * @param port the server's port on 127.0.0.1
 * @param http HTTP POST (Freshet) or WebSocket text frames {@code pub <channel> <body>} (a peer)
 * @param path request target; {@code {c}} in an HTTP one is the channel's number
 * @param channels publications go round this many channels
 * @param perSecond publications a second, over all channels
 * @param count how many publications in all
 * @param size bytes of a body
 */
public record Publishing(
    int port, boolean http, String path, int channels, int perSecond, int count, int size) {}
