package dev.freshet.tools.load.client;

import java.nio.ByteBuffer;

/**
 * What all connections of a process read into, one after the other: a connection that holds nothing
 * costs no buffer.
 */
final class Buffers {
  private static final int READ_BYTES = 1 << 18;
  private static final int RECORD_BYTES = 1 << 15;

  /** What was read, without TLS or after it. */
  final ByteBuffer plain = ByteBuffer.allocateDirect(READ_BYTES + RECORD_BYTES);

  /** What was read before TLS took it apart. */
  final ByteBuffer cipher = ByteBuffer.allocateDirect(READ_BYTES);

  /** What TLS wants written. */
  final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
}
