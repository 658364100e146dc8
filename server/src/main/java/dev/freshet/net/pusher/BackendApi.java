package dev.freshet.net.pusher;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.net.http.Resource;
import dev.freshet.session.Apps;
import dev.freshet.session.Publisher;
import io.netty.handler.codec.http.HttpMethod;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The resources below {@code /apps}, for backends (Pusher's "HTTP API reference"). Every request is
 * signed; refusals are plain text.
 */
public final class BackendApi {
  private final SignatureCheck check;

  /** What the resources work with. */
  public record Parts(
      Apps apps,
      Publisher publisher,
      Broker broker,
      Presence presence,
      Occupancy occupancy,
      InstantSource clock) {}

  private BackendApi(SignatureCheck check) {
    this.check = check;
  }

  /**
   * The resources by the patterns of their paths.
   *
   * @param prefix segments that stand before each path and are not signed, each with a slash after
   *     it; empty for none
   */
  public static Map<String, Resource> resources(Parts parts, String prefix) {
    int segments = (int) prefix.chars().filter(c -> c == '/').count();
    var api = new BackendApi(new SignatureCheck(parts.apps(), parts.clock(), segments));
    var census = new Census(parts.broker(), parts.presence(), parts.occupancy(), parts.clock());
    var events = new EventsRoute(parts.publisher(), census);
    var channels = new ChannelsRoute(parts.occupancy(), census);
    var channel = new ChannelRoute(parts.presence(), parts.occupancy(), census);
    var terminate = new TerminateRoute(parts.broker(), parts.clock());
    String app = prefix + "apps/*/";
    var all = new HashMap<String, Resource>();
    all.put(app + "events", api.post("pusher_events", events::one));
    all.put(app + "batch_events", api.post("pusher_batch_events", events::batch));
    all.put(app + "channels", api.get("pusher_channels", channels));
    all.put(app + "channels/*", api.get("pusher_channel", channel::state));
    all.put(app + "channels/*/users", api.get("pusher_users", channel::users));
    all.put(app + "users/*/terminate_connections", api.post("pusher_terminate", terminate));
    all.put(prefix + "apps/**", new Resource("pusher", Map.of(), Resource.Kind.BACKEND));
    return all;
  }

  private Resource get(String name, SignedRoute route) {
    return resource(name, HttpMethod.GET, route);
  }

  private Resource post(String name, SignedRoute route) {
    return resource(name, HttpMethod.POST, route);
  }

  private Resource resource(String name, HttpMethod method, SignedRoute route) {
    return new Resource(
        name,
        Map.of(method, exchange -> route.answer(exchange, check.check(exchange))),
        Resource.Kind.BACKEND);
  }
}
