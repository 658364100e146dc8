package dev.freshet.console;

import dev.freshet.console.access.Access;
import dev.freshet.console.access.AccessSettings;
import dev.freshet.console.live.Live;
import dev.freshet.console.view.OverviewRoutes;
import dev.freshet.console.view.Views;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.admission.AdmissionReport;
import dev.freshet.net.http.Resource;
import dev.freshet.net.http.Route;
import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The console of a node: its resources, and what it does once a second. From any thread. */
public final class Console {
  /**
   * What every answer under {@code /console} has: nothing but files of this server is run, no other
   * page may frame it, and no address leaks.
   */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
              + " frame-ancestors 'none'",
          "X-Frame-Options",
          "DENY",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private static final String COUNTED = "console";

  private final Access access;
  private final Live live;
  private final Map<String, Resource> resources = new HashMap<>();

  /**
   * Over these parts.
   *
   * @param admission how clients are let in now
   */
  public Console(
      AccessSettings settings,
      Views.Parts parts,
      Supplier<AdmissionReport> admission,
      OverviewRoutes.Facts facts) {
    this.access = new Access(settings, parts.metrics(), parts.clock());
    this.live =
        new Live(
            parts.metrics(),
            parts.hub(),
            parts.loops(),
            parts.connections(),
            admission,
            parts.clock());
    var files = new Files();
    put(HttpMethod.GET, "console", files.page());
    put(HttpMethod.GET, "console/", files.page());
    put(HttpMethod.GET, "console/assets/*", files.asset());
    put(HttpMethod.GET, "console/lib/*", files.library());
    put(HttpMethod.POST, "console/login", access.login());
    put(HttpMethod.POST, "console/logout", access.logout());
    access.oidc().forEach((path, route) -> put(HttpMethod.GET, path, route));
    Views.reading(parts, access, live, facts)
        .forEach((path, route) -> put(HttpMethod.GET, path, route));
    Views.writing(parts, access).forEach((path, route) -> put(HttpMethod.POST, path, route));
    resources.put("console/**", new Resource(COUNTED, Map.of(), Resource.Kind.OPEN, HEADERS));
  }

  /** By the patterns of their paths. */
  public Map<String, Resource> resources() {
    return Map.copyOf(resources);
  }

  /** Looks at the node once a second from now on, until the executor ends. */
  public void start(ScheduledExecutorService upkeep) {
    var _ = upkeep.scheduleWithFixedDelay(live::tick, 1, 1, TimeUnit.SECONDS);
    var _ = upkeep.scheduleWithFixedDelay(access::sweep, 1, 1, TimeUnit.SECONDS);
  }

  /** Where there is no console, and it may be said how there would be one. */
  public static Map<String, Resource> absent() {
    Route route =
        exchange -> {
          throw new Refused(Problem.NOT_FOUND, "the console is off: set console.enabled to true");
        };
    return Map.of(
        "console/**",
        new Resource(COUNTED, Map.of(HttpMethod.GET, route), Resource.Kind.OPEN, HEADERS));
  }

  private void put(HttpMethod method, String path, Route route) {
    resources.put(path, new Resource(COUNTED, Map.of(method, route), Resource.Kind.OPEN, HEADERS));
  }
}
