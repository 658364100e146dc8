package dev.freshet.net.proxy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which address a client has. Only what a trusted proxy says is believed: everybody else could
 * write any address. From any thread.
 */
public final class ClientAddresses {
  /** More proxies than this stand behind each other nowhere; further ones are not looked at. */
  private static final int MOST_PROXIES = 16;

  private volatile TrustedProxies trusted;

  /**
   * Trusting these.
   *
   * @param trusted addresses and subnets, such as {@code 10.0.0.5} and {@code fd00::/8}
   * @throws IllegalArgumentException when one of them is neither
   */
  public ClientAddresses(List<String> trusted) {
    this.trusted = new TrustedProxies(trusted);
  }

  /** Trusts these from now on, and no others. */
  public void trust(List<String> proxies) {
    trusted = new TrustedProxies(proxies);
  }

  /** Whether a proxy at this address is believed. */
  public boolean isTrusted(InetAddress peer) {
    return trusted.contains(peer);
  }

  /**
   * The client behind a peer: the peer itself unless it is a trusted proxy, else the rightmost
   * address of {@code X-Forwarded-For} that is not. Whatever stands further left was written by
   * that client, or by somebody it told it to.
   *
   * @param forwardedFor the field's values in order; each may be a list
   */
  public InetAddress clientOf(InetAddress peer, List<String> forwardedFor) {
    TrustedProxies now = trusted;
    InetAddress client = peer;
    int proxies = 0;
    for (int i = forwardedFor.size() - 1; i >= 0; i--) {
      String list = forwardedFor.get(i);
      int end = list.length();
      while (end >= 0) {
        if (++proxies > MOST_PROXIES || !now.contains(client)) {
          return client;
        }
        int start = list.lastIndexOf(',', end - 1) + 1;
        InetAddress next = read(list.substring(start, end).strip());
        if (next == null) {
          return client;
        }
        client = next;
        end = start - 1;
      }
    }
    return client;
  }

  /** An address as proxies write it, with a port or without; null for anything else. */
  static @Nullable InetAddress read(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(withoutPort(text));
    try {
      // Makes an IPv4 address of one that is mapped into IPv6.
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
