package dev.freshet.net.proxy;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The balancers and proxies whose word on a client's address is taken. From any thread. */
final class TrustedProxies {
  private final List<IpSubnetFilterRule> subnets;

  /**
   * Those in these subnets.
   *
   * @param subnets addresses such as {@code 10.0.0.5}, or with a prefix such as {@code fd00::/8}
   * @throws IllegalArgumentException when one of them is neither
   */
  TrustedProxies(List<String> subnets) {
    this.subnets = subnets.stream().map(TrustedProxies::rule).toList();
  }

  /** Whether this is one of them. */
  boolean contains(InetAddress address) {
    if (subnets.isEmpty()) {
      return false;
    }
    var asked = new InetSocketAddress(address, 0);
    for (IpSubnetFilterRule subnet : subnets) {
      if (subnet.matches(asked)) {
        return true;
      }
    }
    return false;
  }

  private static IpSubnetFilterRule rule(String subnet) {
    int slash = subnet.indexOf('/');
    var address = InetAddress.ofLiteral(slash < 0 ? subnet : subnet.substring(0, slash));
    int prefix =
        slash < 0
            ? address.getAddress().length * Byte.SIZE
            : Integer.parseInt(subnet.substring(slash + 1));
    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
  }
}
