package dev.freshet.net;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The bounds of a connection, in ticks of the wheel.
 *
 * @param heartbeatTicks between two heartbeats
 * @param pongTicks how long a peer may take to answer one
 * @param closeTicks how long a closing connection may take to read its farewell
 * @param messageTicks how long one message may take to arrive
 * @param age how long it may be open
 */
public record ConnectionSettings(
    int heartbeatTicks, int pongTicks, int closeTicks, int messageTicks, Age age) {

  /** From durations in milliseconds. */
  public static ConnectionSettings ofMillis(
      long heartbeat, long pong, long close, long message, Age age) {
    return new ConnectionSettings(
        Wheel.ticks(heartbeat), Wheel.ticks(pong), Wheel.ticks(close), Wheel.ticks(message), age);
  }

  /** When a connection beats first: spread, so that those of one storm do not beat together. */
  int firstBeat() {
    return 1 + ThreadLocalRandom.current().nextInt(heartbeatTicks);
  }
}
