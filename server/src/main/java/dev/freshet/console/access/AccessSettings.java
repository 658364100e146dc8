package dev.freshet.console.access;

import dev.freshet.model.PasswordHash;
import dev.freshet.model.Secret;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the console is entered.
 *
 * @param token what is printed at start in development mode; null elsewhere
 * @param password of the user admin; null for none
 * @param oidc an issuer; null for none
 * @param sessions what sessions may be
 * @param loginsPerMinute attempts of one client address, 1 or more
 * @param auditSize entries kept of each kind, 1 or more
 * @param tls whether sockets speak TLS
 */
public record AccessSettings(
    @Nullable Secret token,
    @Nullable PasswordHash password,
    @Nullable OidcSettings oidc,
    Sessions.Bounds sessions,
    int loginsPerMinute,
    int auditSize,
    boolean tls) {

  /** The ways there are. */
  public Set<Way> ways() {
    var ways = EnumSet.noneOf(Way.class);
    if (token != null) {
      ways.add(Way.TOKEN);
    }
    if (password != null) {
      ways.add(Way.PASSWORD);
    }
    if (oidc != null) {
      ways.add(Way.OIDC);
    }
    return ways;
  }
}
