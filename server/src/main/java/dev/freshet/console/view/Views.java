package dev.freshet.console.view;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.console.access.Access;
import dev.freshet.console.access.Guard;
import dev.freshet.console.live.Live;
import dev.freshet.hub.Hub;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Loops;
import dev.freshet.net.api.Streams;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import dev.freshet.session.SessionServices;
import dev.freshet.tools.doctor.capacity.Headroom;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** All that the console's pages ask for, by the pattern of its path and its method. */
public final class Views {
  /**
   * What is looked at.
   *
   * @param settings what the doctor is told of the server's settings now
   */
  public record Parts(
      Apps apps,
      Hub hub,
      Loops loops,
      Broker broker,
      Occupancy occupancy,
      Presence presence,
      Nodes nodes,
      SessionServices sessions,
      ConnectionServices connections,
      HttpSettings http,
      Headroom headroom,
      Supplier<ServerSettings> settings,
      PlanSource plans,
      Metrics metrics,
      InstantSource clock) {}

  private Views() {}

  /** What changes nothing, by the pattern of its path. */
  public static Map<String, Route> reading(
      Parts parts, Access access, Live live, OverviewRoutes.Facts facts) {
    Guard guard = access.guard();
    var queries = new Queries(parts.metrics());
    var overview =
        new OverviewRoutes(
            facts, parts.apps(), parts.nodes(), parts.broker(), live, queries, parts.clock());
    var routes = new HashMap<String, Route>();
    routes.put("console/api/session", guard.reading(overview::session));
    var hear =
        new HearRoutes(
            parts.apps(), new Streams(parts.http(), parts.connections(), parts.sessions()));
    routes.put("console/live", guard.reading(hear::live));
    routes.put("console/hear", guard.reading(hear::hear));
    routes.put("console/api/live", guard.reading((exchange, who) -> overview.live(exchange)));
    return routes;
  }
}
