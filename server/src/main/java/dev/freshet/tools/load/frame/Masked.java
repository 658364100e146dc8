package dev.freshet.tools.load.frame;

/** Frames from client to server, masked as RFC 6455 section 5.3 asks. */
public final class Masked {
  private static final byte[] KEY = {0x1b, 0x2c, 0x3d, 0x4e};

  private Masked() {}

  /** One final frame; {@code payload} is at most 65,535 bytes. */
  public static byte[] frame(int opcode, byte[] payload) {
    int header = payload.length < 126 ? 2 : 4;
    byte[] frame = new byte[header + 4 + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    if (header == 2) {
      frame[1] = (byte) (0x80 | payload.length);
    } else {
      frame[1] = (byte) (0x80 | 126);
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(KEY, 0, frame, header, 4);
    for (int i = 0; i < payload.length; i++) {
      frame[header + 4 + i] = (byte) (payload[i] ^ KEY[i & 3]);
    }
    return frame;
  }
}
