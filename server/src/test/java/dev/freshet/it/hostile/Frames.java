package dev.freshet.it.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The frames of a client, right and wrong. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** The bit that says a frame is its message's last. */
  static final int FIN = 0x80;

  /** The bit that says a message is compressed. */
  static final int RSV1 = 0x40;

  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  private Frames() {}

  /** A masked frame with this first byte. */
  static byte[] masked(int first, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    length(out, 0x80, payload.length);
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i & 3]);
    }
    return out.toByteArray();
  }

  /** A whole masked text. */
  static byte[] text(String text) {
    return masked(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame that is not masked, as only a server may send it. */
  static byte[] unmasked(int first, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    length(out, 0, payload.length);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** A masked close frame. */
  static byte[] close(int code, byte[] reason) {
    byte[] payload =
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    return masked(FIN | CLOSE, payload);
  }

  /** Bytes as hexadecimal digits, blanks allowed. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** One after the other. */
  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void length(ByteArrayOutputStream out, int maskBit, int length) {
    if (length < 126) {
      out.write(maskBit | length);
    } else if (length < 1 << 16) {
      out.write(maskBit | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
    } else {
      out.write(maskBit | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
  }
}
