package dev.freshet.net.admission;

import io.netty.buffer.ByteBuf;

/** What the first record of a TLS client says about itself; RFC 8446 sections 4.1.2 and 5.1. */
enum ClientHello {
  /** It offers a session to resume: a pre-shared key (section 4.2.11), or a ticket (RFC 5077). */
  RESUMING,
  /** It does not, or is nothing that can be read. */
  FRESH,
  /** More bytes are needed to know. */
  INCOMPLETE;

  private static final int RECORD_HEAD = 5;
  private static final int HANDSHAKE_HEAD = 4;
  private static final int CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int SESSION_TICKET = 35;
  private static final int PRE_SHARED_KEY = 41;

  /**
   * Reads one; the bytes are not changed, and nothing is read that is not there.
   *
   * @param record from the first byte of the record on
   */
  static ClientHello of(ByteBuf record) {
    try {
      return read(record.duplicate());
    } catch (IndexOutOfBoundsException _) {
      return INCOMPLETE;
    }
  }

  private static ClientHello read(ByteBuf in) {
    in.skipBytes(RECORD_HEAD);
    int type = in.getByte(in.readerIndex());
    int length = in.getUnsignedMedium(in.readerIndex() + 1);
    if (type != CLIENT_HELLO) {
      return FRESH;
    }
    in.skipBytes(HANDSHAKE_HEAD);
    int end = in.readerIndex() + length;
    in.skipBytes(VERSION_AND_RANDOM);
    in.skipBytes(in.readUnsignedByte());
    in.skipBytes(in.readUnsignedShort());
    in.skipBytes(in.readUnsignedByte());
    if (in.readerIndex() >= end) {
      return FRESH;
    }
    int extensions = in.readUnsignedShort();
    int extensionsEnd = Math.min(end, in.readerIndex() + extensions);
    while (in.readerIndex() < extensionsEnd) {
      int extension = in.readUnsignedShort();
      int size = in.readUnsignedShort();
      if (extension == PRE_SHARED_KEY || (extension == SESSION_TICKET && size > 0)) {
        return RESUMING;
      }
      in.skipBytes(size);
    }
    return FRESH;
  }
}
