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
import dev.freshet.net.Connections;
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
    var channels =
        new ChannelRoutes(
            parts.apps(), parts.occupancy(), parts.presence(), parts.broker().history(), queries);
    routes.put("console/api/channels", guard.reading((exchange, who) -> channels.list(exchange)));
    routes.put("console/api/channel", guard.reading((exchange, who) -> channels.one(exchange)));
    routes.put("console/api/history", guard.reading((exchange, who) -> channels.history(exchange)));
    var headroom =
        new HeadroomRoute(
            parts.headroom(), parts.settings(), parts.connections()::open, queries, parts.clock());
    routes.put("console/api/headroom", guard.reading((exchange, who) -> headroom.answer(exchange)));
    var sockets = sockets(parts, access);
    routes.put(
        "console/api/connections", guard.reading((exchange, who) -> sockets.hearing(exchange)));
    routes.put("console/api/connection", guard.reading((exchange, who) -> sockets.one(exchange)));
    var plans = new PlanRoutes(parts.plans(), queries);
    routes.put("console/api/plan", guard.reading((exchange, who) -> plans.plan(exchange)));
    routes.put("console/api/plan/curve", guard.reading((exchange, who) -> plans.curve(exchange)));
    routes.put(
        "console/api/plan/exercise", guard.reading((exchange, who) -> plans.exercise(exchange)));
    var log = new AuditRoute(access.audit());
    routes.put("console/api/audit", guard.reading((exchange, who) -> log.answer(exchange)));
    routes.put("console/api/live", guard.reading((exchange, who) -> overview.live(exchange)));
    return routes;
  }

  /** What changes something, by the pattern of its path. */
  public static Map<String, Route> writing(Parts parts, Access access) {
    Guard guard = access.guard();
    var publish = new PublishRoute(parts.apps(), parts.sessions().publisher(), access);
    return Map.of(
        "console/api/publish", guard.writing(publish::answer),
        "console/api/close", guard.writing(sockets(parts, access)::close));
  }

  private static SocketRoutes sockets(Parts parts, Access access) {
    return new SocketRoutes(
        parts.apps(), new Connections(parts.loops()), access.audit(), parts.clock());
  }
}
