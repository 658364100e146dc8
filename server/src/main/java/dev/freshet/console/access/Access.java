package dev.freshet.console.access;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.http.Route;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The console's door: puts its parts together. From any thread. */
public final class Access {
  private final Sessions sessions;
  private final Guard guard;
  private final Audit audit;
  private final LoginRoutes logins;
  private final @Nullable OidcRoutes oidc;

  /** Nobody has entered. */
  public Access(AccessSettings settings, Metrics metrics, InstantSource clock) {
    this.sessions = new Sessions(settings.sessions(), clock);
    this.audit = new Audit(settings.auditSize(), clock);
    var site = new Site(settings.tls());
    this.guard = new Guard(sessions, site, settings.ways(), audit, metrics);
    var password = settings.password();
    this.logins =
        new LoginRoutes(
            sessions,
            guard,
            site,
            settings.token(),
            password == null ? null : new PasswordCheck(password),
            new LoginRate(settings.loginsPerMinute()),
            audit,
            metrics);
    var issuer = settings.oidc();
    this.oidc =
        issuer == null
            ? null
            : new OidcRoutes(issuer, new OidcProvider(issuer, clock), logins, site, clock);
    metrics.gauge(Metric.CONSOLE_SESSIONS, sessions::size);
  }

  /** Stands before what only those may ask for who have entered. */
  public Guard guard() {
    return guard;
  }

  /** What was done. */
  public Audit audit() {
    return audit;
  }

  /** {@code POST /console/login}. */
  public Route login() {
    return logins::login;
  }

  /** What people are sent to an issuer by, and come back to, by path; empty without an issuer. */
  public Map<String, Route> oidc() {
    return oidc == null
        ? Map.of()
        : Map.of("console/login/oidc", oidc::begin, "console/login/oidc/callback", oidc::callback);
  }

  /** {@code POST /console/logout}. */
  public Route logout() {
    return logins::logout;
  }

  /** A secret was shown in a session that was wrong; after some the session ends. */
  public void missed(ConsoleSession session, String what, String object) {
    audit.refused(session.user(), what, object, "wrong secret");
    if (session.missed()) {
      sessions.end(session);
    }
  }

  /** Ends sessions whose time is over; called about once a second. */
  public void sweep() {
    sessions.sweep();
  }
}
