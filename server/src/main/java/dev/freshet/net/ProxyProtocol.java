package dev.freshet.net;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.proxy.ClientAddresses;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the PROXY protocol (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt): a
 * header before all else, TLS included, by which a balancer hands the client's address over. Where
 * it is on every socket must begin so, and come from a trusted proxy: were it optional, whoever
 * reached the port could choose its own address. From any loop.
 */
public final class ProxyProtocol {
  /**
   * The most a header may carry beside the addresses, such as the name asked for and what is known
   * of TLS.
   */
  static final int EXTRA_BYTES = 2_048;

  private static final Incident REFUSED =
      new Incident(
          System.getLogger(ProxyProtocol.class.getName()),
          System.Logger.Level.WARNING,
          "a socket was closed, for it did not begin as server.proxy-protocol has it");

  private final ClientAddresses addresses;
  private final int headerTicks;
  private final Metrics metrics;
  private final Count proxied;
  private final Count local;

  /**
   * From these proxies.
   *
   * @param headerTicks how long a header may take to arrive, in ticks of the wheel
   */
  public ProxyProtocol(ClientAddresses addresses, int headerTicks, Metrics metrics) {
    this.addresses = addresses;
    this.headerTicks = headerTicks;
    this.metrics = metrics;
    this.proxied = metrics.count(Metric.PROXY_HEADERS, "proxied");
    this.local = metrics.count(Metric.PROXY_HEADERS, "local");
  }

  /** What a header said. */
  enum Outcome {
    /** The address of a client. */
    PROXIED,
    /** That the balancer speaks for itself, as it does in health checks. */
    LOCAL
  }

  /** Why a socket was closed. */
  enum Fault {
    /** The peer is none of the trusted proxies. */
    UNTRUSTED,
    /** It did not begin with a header, or with a wrong one. */
    MALFORMED,
    /** The header did not arrive in time. */
    LATE
  }

  /** Whether a new socket is that of a trusted proxy; one that is not must be closed. */
  boolean trusts(Channel socket) {
    boolean trusted =
        socket.remoteAddress() instanceof InetSocketAddress peer
            && addresses.isTrusted(peer.getAddress());
    if (!trusted) {
      refused(Fault.UNTRUSTED, "the peer is none of server.trusted-proxies");
    }
    return trusted;
  }

  /**
   * Waits for the header of a socket of a trusted proxy; on its loop. A socket without one is
   * closed.
   *
   * @param next lays the rest of the pipeline; given the client's address, or null when it is the
   *     socket's own
   */
  void await(Channel socket, Wheel wheel, Consumer<@Nullable InetAddress> next) {
    socket
        .pipeline()
        .addLast(new HAProxyMessageDecoder(EXTRA_BYTES))
        .addLast(new ProxyHeader(this, wheel, headerTicks, next));
  }

  void taken(Outcome outcome) {
    (outcome == Outcome.LOCAL ? local : proxied).increment();
  }

  void refused(Fault fault, String detail) {
    String outcome = fault.name().toLowerCase(Locale.ROOT);
    metrics.count(Metric.PROXY_HEADERS, outcome).increment();
    REFUSED.happened(new Refusal(outcome + ": " + detail));
  }

  /** What the log shows: the fault is the peer's, so there is no place in the code to tell. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message, null, false, false);
    }
  }
}
