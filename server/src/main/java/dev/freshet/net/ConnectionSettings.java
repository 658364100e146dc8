package dev.freshet.net;

/**
 * The bounds of a connection, in ticks of the wheel.
 *
 * @param heartbeatTicks between two heartbeats
 * @param pongTicks how long a peer may take to answer one
 * @param closeTicks how long a closing connection may take to read its farewell
 * @param messageTicks how long one message may take to arrive
 */
public record ConnectionSettings(
    int heartbeatTicks, int pongTicks, int closeTicks, int messageTicks) {

  /** From durations in milliseconds. */
  public static ConnectionSettings ofMillis(long heartbeat, long pong, long close, long message) {
    return new ConnectionSettings(
        Wheel.ticks(heartbeat), Wheel.ticks(pong), Wheel.ticks(close), Wheel.ticks(message));
  }
}
