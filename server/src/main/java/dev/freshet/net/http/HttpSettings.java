package dev.freshet.net.http;

/**
 * The bounds of HTTP, and what its answers say.
 *
 * @param requestLineMax the longest request line in bytes
 * @param headersMax the largest header section in bytes
 * @param bodyMax the largest body in bytes, whatever the app allows
 * @param headerTicks how long a header section may take to arrive, in ticks of the wheel
 * @param bodyTicks how long a body may take to arrive
 * @param keepAliveTicks how long an idle connection is kept
 * @param retryMillis what event streams tell clients to wait before they reconnect
 * @param compression whether permessage-deflate is agreed to
 */
public record HttpSettings(
    int requestLineMax,
    int headersMax,
    int bodyMax,
    int headerTicks,
    int bodyTicks,
    int keepAliveTicks,
    long retryMillis,
    boolean compression) {}
