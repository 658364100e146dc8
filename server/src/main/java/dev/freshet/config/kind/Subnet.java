package dev.freshet.config.kind;

import java.net.InetAddress;

/** An address, or the network around it: {@code 10.0.0.5}, {@code 10.0.0.0/8}, {@code fd00::/8}. */
public final class Subnet {
  /** What it looks like; {@link #isValid} says whether it is one. */
  public static final String FORM =
      "(([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9A-Fa-f:.]{0,45}:[0-9A-Fa-f:.]{0,45})(/[0-9]{1,3})?";

  private Subnet() {}

  /** Whether a text of that form has an address, and a prefix no longer than that. */
  public static boolean isValid(String text) {
    int slash = text.indexOf('/');
    try {
      var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * Byte.SIZE;
      return slash < 0 || Integer.parseInt(text.substring(slash + 1)) <= bits;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
