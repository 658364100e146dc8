package dev.freshet.net.http;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.session.Apps;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request to its resource, past the checks that hold for all: host, origin, method. From
 * any loop.
 */
public final class Router {
  private final Apps apps;
  private final Map<String, Resource> resources;
  private final Metrics metrics;
  private final long corsMaxAge;
  private volatile Origins origins;
  private volatile boolean stopping;

  /**
   * Over these resources.
   *
   * @param resources by the path's first segment, followed by {@code /*} where a second is taken
   * @param corsMaxAge how long browsers may remember a preflight, in seconds
   */
  public Router(
      Apps apps,
      Map<String, Resource> resources,
      Metrics metrics,
      Origins origins,
      long corsMaxAge) {
    this.apps = apps;
    this.resources = Map.copyOf(resources);
    this.metrics = metrics;
    this.origins = origins;
    this.corsMaxAge = corsMaxAge;
  }

  /** Takes new rules; requests under way end under the old ones. */
  public void replace(Origins next) {
    origins = next;
  }

  /** From now on every connection is closed after its answer, and nothing new is subscribed to. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  /** Answers, or throws {@link Refused} to have a problem answered. */
  void answer(Exchange exchange) {
    Request request = exchange.request();
    Resource resource = find(request.query().segments());
    exchange.route(resource == null ? "none" : resource.name());
    origins.checkHost(request.header(HttpHeaderNames.HOST));
    if (resource == null) {
      throw new Refused(Problem.NOT_FOUND, "no resource has this path");
    }
    if (resource.ofApp()) {
      allowOrigin(exchange);
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      exchange.answer(preflight(resource));
      return;
    }
    Route route = resource.route(request.method());
    if (route == null) {
      exchange.answer(
          Answer.allow(
              resource.methods(), new Refused(Problem.METHOD_NOT_ALLOWED, "see the Allow header")));
      return;
    }
    if (stopping && resource.ofApp()) {
      throw new Refused(Problem.STOPPING, "ask another node");
    }
    route.answer(exchange);
  }

  void answered(Exchange exchange, Answer answer) {
    metrics
        .count(Metric.HTTP_REQUESTS, exchange.route(), Integer.toString(answer.status()))
        .increment();
    Problem problem = answer.problem();
    if (problem != null) {
      metrics.count(Metric.PROBLEMS, problem.code()).increment();
    }
  }

  /** A request that could not be read. */
  void refused(Refused refused) {
    metrics.count(Metric.PROBLEMS, refused.problem().code()).increment();
  }

  private @Nullable Resource find(List<String> segments) {
    if (segments.size() == 1) {
      return resources.get(segments.get(0));
    }
    return segments.size() == 2 ? resources.get(segments.get(0) + "/*") : null;
  }

  private void allowOrigin(Exchange exchange) {
    Request request = exchange.request();
    String origin = request.header(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      return;
    }
    List<ChannelPattern> ofApp = apps.find(request.query().one("app")).app().origins();
    origins.checkOrigin(origin, request.header(HttpHeaderNames.HOST), ofApp);
    exchange
        .extra()
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN)
        .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After");
  }

  private Answer preflight(Resource resource) {
    String methods = String.join(", ", resource.methods());
    return Answer.empty(
        204,
        Map.of(
            "Allow",
            methods,
            "Access-Control-Allow-Methods",
            methods,
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Last-Event-ID, Event, Idempotency-Key, Conflation-Key,"
                + " Ttl",
            "Access-Control-Max-Age",
            Long.toString(corsMaxAge)));
  }
}
