package dev.freshet.net.http;

import dev.freshet.model.Refused;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one path.
 *
 * @param name what its requests are counted as
 * @param routes what each method does; GET answers HEAD too. Empty where there is nothing, which is
 *     then said in the way of the kind
 * @param kind whom it is for
 * @param headers fields that every answer from here has, refusals among them
 */
public record Resource(
    String name, Map<HttpMethod, Route> routes, Kind kind, Map<String, String> headers) {

  /** Copies the maps. */
  public Resource {
    routes = Map.copyOf(routes);
    headers = Map.copyOf(headers);
  }

  /** One whose answers have no fields of their own. */
  public Resource(String name, Map<HttpMethod, Route> routes, Kind kind) {
    this(name, routes, kind, Map.of());
  }

  /** Whom a resource is for: what is checked before its routes, and how it refuses. */
  public enum Kind {
    /** Anybody, also while the node stops. */
    OPEN,
    /** Clients of the app of {@code ?app=}, whose origins may use it from a page. */
    APP,
    /**
     * Backends of the app its path names: they are no browsers, so no origin is looked at and
     * nothing is said to one, and they are refused in plain text.
     */
    BACKEND,
    /**
     * Clients of the app its path names, which want a socket: the route itself looks at the origin
     * and at whether the node stops, since it refuses in words of the socket.
     */
    SOCKET
  }

  @Nullable Route route(HttpMethod method) {
    return routes.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
  }

  /** Whether new work is refused before its route while the node stops. */
  boolean turnsAway() {
    return kind == Kind.APP || kind == Kind.BACKEND;
  }

  /** A refusal in the form of its clients. */
  Answer refusal(Refused refused) {
    return kind == Kind.BACKEND ? Answer.plain(refused) : Answer.problem(refused);
  }

  /** The methods it takes, sorted. */
  List<String> methods() {
    var names = new TreeSet<String>();
    routes.keySet().forEach(method -> names.add(method.name()));
    if (routes.containsKey(HttpMethod.GET)) {
      names.add("HEAD");
    }
    names.add("OPTIONS");
    return List.copyOf(names);
  }
}
