package dev.freshet.net.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands at one path.
 *
 * @param name what its requests are counted as
 * @param routes what each method does; GET answers HEAD too
 * @param ofApp whether it belongs to an app, so that the app's origins may use it from a page
 */
public record Resource(String name, Map<HttpMethod, Route> routes, boolean ofApp) {

  @Nullable Route route(HttpMethod method) {
    return routes.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
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
