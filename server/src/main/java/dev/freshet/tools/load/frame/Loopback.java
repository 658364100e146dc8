package dev.freshet.tools.load.frame;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The only network that load goes to: 127.0.0.0/24. */
public final class Loopback {
  private Loopback() {}

  /** The address 127.0.0.{@code last} with a port. */
  public static InetSocketAddress of(int last, int port) {
    try {
      byte[] address = {127, 0, 0, (byte) last};
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
