package dev.freshet.net.api;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.cluster.drain.Moves;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Door;
import dev.freshet.net.Listener;
import dev.freshet.net.Station;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Gate;
import dev.freshet.net.http.HttpCodec;
import dev.freshet.net.http.HttpConnection;
import dev.freshet.net.http.HttpSettings;
import dev.freshet.net.http.Origins;
import dev.freshet.net.http.Resource;
import dev.freshet.net.http.Route;
import dev.freshet.net.http.Router;
import dev.freshet.net.node.Drill;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.net.proxy.AddressRate;
import dev.freshet.net.proxy.ClientAddresses;
import dev.freshet.net.pusher.BackendApi;
import dev.freshet.net.pusher.SocketRoute;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Probe;
import dev.freshet.session.SessionServices;
import dev.freshet.session.command.CommandServices;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every resource of the server, and how a socket begins to speak HTTP to them. */
public final class Api implements Listener.Protocol {

  /**
   * What the resources work with.
   *
   * @param pusherPath what stands before the paths of the Pusher protocol, such as {@code /pusher};
   *     empty for nothing
   * @param addresses knows whose word on a client's address is taken
   * @param addressLimit counts what connections each address has open
   * @param addressRate counts how often each connects
   * @param development whether only this machine may use the server, and the page and the metrics
   *     are open
   * @param others resources that are made elsewhere, by the patterns of their paths
   */
  public record Parts(
      Apps apps,
      Authorizer authorizer,
      SessionServices sessions,
      ConnectionServices connections,
      Broker broker,
      Occupancy occupancy,
      Presence presence,
      CommandServices commands,
      Probe probe,
      Metrics metrics,
      InstantSource clock,
      ClientAddresses addresses,
      AddressLimit addressLimit,
      AddressRate addressRate,
      boolean development,
      String pusherPath,
      Operators operators,
      Map<String, Resource> others) {}

  /**
   * What operators ask for.
   *
   * @param gate whether the node takes anything
   * @param drill cuts connections off
   * @param secret what they prove themselves with; null for nothing, and then they are answered in
   *     development only
   */
  public record Operators(Gate gate, Moves moves, Drill drill, @Nullable Secret secret) {}

  /**
   * Who may use it, as far as that can be changed while it runs.
   *
   * @param hosts patterns of the names the server may be called by; empty for any
   * @param metricsOpen whether anybody may read the metrics
   * @param corsMaxAge how long browsers may remember a preflight, in seconds
   */
  public record Doors(List<ChannelPattern> hosts, boolean metricsOpen, long corsMaxAge) {}

  private final HttpSettings settings;
  private final boolean development;
  private final Router router;

  /** Over these parts. */
  public Api(Parts parts, HttpSettings settings, Doors doors) {
    this.settings = settings;
    this.development = parts.development();
    this.router =
        new Router(
            parts.apps(),
            resources(parts, doors),
            parts.metrics(),
            origins(doors),
            parts.operators().gate(),
            doors.corsMaxAge(),
            parts.addresses(),
            parts.addressLimit(),
            parts.addressRate());
  }

  /** Takes new rules on who may use it; metrics and preflights keep the old ones. */
  public void replace(Doors doors) {
    router.replace(origins(doors));
  }

  /** Makes a new socket speak HTTP. */
  @Override
  public void install(
      ChannelPipeline pipeline,
      Station station,
      @Nullable InetAddress client,
      Door.Handshake handshake) {
    pipeline.addLast(new HttpCodec(settings));
    pipeline.addLast(new HttpConnection(station, settings, router, client, handshake));
  }

  @Override
  public void late(ChannelPipeline pipeline) {
    var _ = pipeline.get(HttpConnection.class).tick();
  }

  private Origins origins(Doors doors) {
    return new Origins(development, doors.hosts());
  }

  private Map<String, Resource> resources(Parts parts, Doors doors) {
    var all = new HashMap<String, Resource>();
    var apps = parts.apps();
    var authorizer = parts.authorizer();
    var publisher = parts.sessions().publisher();
    var read = new ReadRoute(apps, authorizer, parts.broker().history(), parts.occupancy());
    Route publish = new PublishRoute(apps, authorizer, publisher);
    Route batch = new BatchRoute(apps, authorizer, publisher);
    all.put(
        "channels/*",
        resource(
            "channel", Map.of(HttpMethod.GET, subscribe(parts, read), HttpMethod.POST, publish)));
    all.put(
        "channels",
        resource(
            "channels",
            Map.of(HttpMethod.GET, subscribe(parts, Api::askForMore), HttpMethod.POST, batch)));
    all.put("health", open("health", HealthRoute.health()));
    all.put(
        "ready",
        open("ready", HealthRoute.ready(parts.probe(), parts.broker(), parts.operators().gate())));
    boolean metricsOpen = development || doors.metricsOpen();
    all.put("metrics", open("metrics", new MetricsRoute(parts.metrics(), apps, metricsOpen)));
    if (development) {
      all.put("", open("page", new PageRoute("page.html", "text/html; charset=utf-8")));
      all.put("page.js", open("page", new PageRoute("page.js", "text/javascript; charset=utf-8")));
      all.put("page.css", open("page", new PageRoute("page.css", "text/css; charset=utf-8")));
    }
    Operators operators = parts.operators();
    if (development || operators.secret() != null) {
      all.putAll(new OperatorApi(operators, parts.apps()).resources());
    }
    putPusher(all, parts);
    all.putAll(parts.others());
    return all;
  }

  private void putPusher(Map<String, Resource> all, Parts parts) {
    String under = prefix(parts.pusherPath());
    var socket =
        new SocketRoute(
            parts.apps(), settings, parts.connections(), parts.commands(), parts.metrics());
    all.put(under + "app/*", socket("pusher_socket", socket));
    all.put(under + "app/**", socket("pusher_nowhere", socket::answerNowhere));
    all.putAll(BackendApi.resources(backends(parts), under));
  }

  private static BackendApi.Parts backends(Parts parts) {
    return new BackendApi.Parts(
        parts.apps(),
        parts.sessions().publisher(),
        parts.broker(),
        parts.presence(),
        parts.occupancy(),
        parts.clock());
  }

  /** A path as the beginning of a pattern: without the first slash, with a last one. */
  private static String prefix(String path) {
    String begun = path.startsWith("/") ? path.substring(1) : path;
    return begun.isEmpty() || begun.endsWith("/") ? begun : begun + "/";
  }

  private Route subscribe(Parts parts, Route otherwise) {
    return new SubscribeRoute(
        parts.apps(),
        parts.authorizer(),
        settings.retryMillis(),
        new Streams(settings, parts.connections(), parts.sessions()),
        parts.metrics(),
        otherwise);
  }

  private static void askForMore(Exchange exchange) {
    throw new Refused(
        Problem.NOT_ACCEPTABLE, "several channels come as text/event-stream or over a WebSocket");
  }

  private static Resource resource(String name, Map<HttpMethod, Route> routes) {
    return new Resource(name, routes, Resource.Kind.APP);
  }

  private static Resource socket(String name, Route route) {
    return new Resource(name, Map.of(HttpMethod.GET, route), Resource.Kind.SOCKET);
  }

  private static Resource open(String name, Route route) {
    return new Resource(name, Map.of(HttpMethod.GET, route), Resource.Kind.OPEN);
  }
}
