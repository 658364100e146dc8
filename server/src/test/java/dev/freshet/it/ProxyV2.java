package dev.freshet.it;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Headers of the PROXY protocol as a balancer writes them, by hand from the specification's section
 * 2.2.
 */
public final class ProxyV2 {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  private ProxyV2() {}

  /** A connection of this client, which the balancer took at 192.0.2.1 or 2001:db8::1. */
  public static byte[] of(String client, byte... tlvs) {
    byte[] source = InetAddress.ofLiteral(client).getAddress();
    var addresses = new ByteArrayOutputStream();
    addresses.writeBytes(source);
    addresses.writeBytes(
        InetAddress.ofLiteral(source.length == 4 ? "192.0.2.1" : "2001:db8::1").getAddress());
    addresses.writeBytes(new byte[] {0x12, 0x34, 0x01, (byte) 0xbb});
    addresses.writeBytes(tlvs);
    return header(0x21, source.length == 4 ? 0x11 : 0x21, addresses.toByteArray());
  }

  /** A connection that the balancer makes for itself. */
  public static byte[] local() {
    return header(0x20, 0x00, new byte[0]);
  }

  /**
   * Any header.
   *
   * @param versionAndCommand 0x21 for a client's connection, 0x20 for the balancer's own
   * @param family 0x11 for TCP over IPv4, 0x21 for TCP over IPv6
   */
  public static byte[] header(int versionAndCommand, int family, byte[] rest) {
    return ByteBuffer.allocate(16 + rest.length)
        .put(SIGNATURE)
        .put((byte) versionAndCommand)
        .put((byte) family)
        .putShort((short) rest.length)
        .put(rest)
        .array();
  }

  /** A type, a length and this many bytes of value. */
  public static byte[] tlv(int type, int length) {
    return ByteBuffer.allocate(3 + length).put((byte) type).putShort((short) length).array();
  }
}
