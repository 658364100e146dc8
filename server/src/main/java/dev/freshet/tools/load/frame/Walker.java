package dev.freshet.tools.load.frame;

import java.nio.ByteBuffer;

/**
 * Finds the messages in one connection's stream of bytes, which may be cut anywhere between reads.
 * One walker a connection, used by one thread.
 */
public interface Walker {
  /** What a walker hands on. The array is the walker's own and valid only during the call. */
  interface Heard {
    /** A whole data message; called only by walkers that were asked to keep payloads. */
    void message(byte[] payload, int length);

    /** A message of the server's own, such as a confirmation or a ping; not counted. */
    default void signal(byte[] payload, int length) {}

    /** A whole control frame (RFC 6455 section 5.5): 8 close, 9 ping, 10 pong. */
    default void control(int opcode, byte[] payload, int length) {}
  }

  /** Consumes all of {@code in} and returns the number of data messages that ended in it. */
  int walk(ByteBuffer in, Heard heard);
}
