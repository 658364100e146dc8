package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use this server. A page of another origin could otherwise speak to it with
 * the rights of whoever looks at the page; and a name that its owner points at 127.0.0.1 (DNS
 * rebinding) would make such a page look like one of ours, so that in development the {@code Host}
 * must be a name of this machine.
 */
public final class Origins {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|[a-z0-9-]+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  private final boolean development;
  private final List<ChannelPattern> hosts;

  /**
   * The rules of a server.
   *
   * @param development whether only this machine may use it
   * @param hosts patterns of the names the server may be called by, in lower case and without port;
   *     empty for any
   */
  public Origins(boolean development, List<ChannelPattern> hosts) {
    this.development = development;
    this.hosts = List.copyOf(hosts);
  }

  /**
   * Checks the {@code Host} header.
   *
   * @throws Refused with {@link Problem#ORIGIN_REFUSED}
   */
  void checkHost(@Nullable String host) {
    String name = host == null ? "" : nameOf(host);
    boolean allowed =
        (development && hosts.isEmpty())
            ? LOOPBACK.matcher(name).matches()
            : hosts.isEmpty() || hosts.stream().anyMatch(pattern -> pattern.matches(name));
    if (!allowed) {
      throw new Refused(Problem.ORIGIN_REFUSED, "this server does not answer to that Host");
    }
  }

  /**
   * Checks the {@code Origin} header; only browsers send one.
   *
   * @param ofApp the app's own patterns
   * @throws Refused with {@link Problem#ORIGIN_REFUSED}
   */
  void checkOrigin(@Nullable String origin, @Nullable String host, List<ChannelPattern> ofApp) {
    if (!allowsOrigin(origin, host, ofApp)) {
      throw new Refused(Problem.ORIGIN_REFUSED, "pages of that Origin may not use this app");
    }
  }

  /** As {@link #checkOrigin}, for who refuses in another way. */
  boolean allowsOrigin(@Nullable String origin, @Nullable String host, List<ChannelPattern> ofApp) {
    return origin == null || allows(origin, host == null ? "" : host, ofApp);
  }

  private boolean allows(String origin, String host, List<ChannelPattern> ofApp) {
    for (ChannelPattern pattern : ofApp) {
      if (pattern.matches(origin)) {
        return true;
      }
    }
    String authority = authorityOf(origin);
    return authority != null
        && (authority.equalsIgnoreCase(host)
            || (development && LOOPBACK.matcher(nameOf(authority)).matches()));
  }

  /** The host and port of an origin; null for {@code null}, as sandboxed pages and files send. */
  private static @Nullable String authorityOf(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String nameOf(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }
}
