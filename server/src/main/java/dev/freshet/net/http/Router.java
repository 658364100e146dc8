package dev.freshet.net.http;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.net.proxy.AddressRate;
import dev.freshet.net.proxy.ClientAddresses;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request to its resource, past the checks that hold for all: host, origin, method. From
 * any loop.
 */
public final class Router {
  private final Apps apps;
  private final Paths paths;
  private final Metrics metrics;
  private final long corsMaxAge;
  private final Gate gate;
  private final ClientAddresses addresses;
  private final AddressLimit addressLimit;
  private final AddressRate addressRate;
  private volatile Origins origins;

  /**
   * Over these resources.
   *
   * @param resources by the pattern of their paths: segments without the first slash, {@code *} for
   *     any one segment, {@code **} at the end for whatever follows or nothing. What is spelt out
   *     wins over {@code *}, and that over {@code **}
   * @param gate whether the node takes anything
   * @param corsMaxAge how long browsers may remember a preflight, in seconds
   * @param addresses knows whose word on a client's address is taken
   * @param addressLimit counts what connections each address has open
   * @param addressRate counts how often each connects
   */
  public Router(
      Apps apps,
      Map<String, Resource> resources,
      Metrics metrics,
      Origins origins,
      Gate gate,
      long corsMaxAge,
      ClientAddresses addresses,
      AddressLimit addressLimit,
      AddressRate addressRate) {
    this.apps = apps;
    this.gate = gate;
    this.paths = new Paths(resources);
    this.metrics = metrics;
    this.origins = origins;
    this.corsMaxAge = corsMaxAge;
    this.addresses = addresses;
    this.addressLimit = addressLimit;
    this.addressRate = addressRate;
  }

  /** Takes new rules; requests under way end under the old ones. */
  public void replace(Origins next) {
    origins = next;
  }

  /** Whether the node stops, and every connection is closed after its answer. */
  boolean isStopping() {
    return gate.isStopping();
  }

  /** Why a new connection is not taken; null when it is. */
  @Nullable Refused closed() {
    return gate.closed();
  }

  /** Answers, or throws {@link Refused} to have a problem answered. */
  void answer(Exchange exchange) {
    Request request = exchange.request();
    Paths.Found found = paths.find(request.query().segments());
    if (found != null) {
      exchange.lead(found);
    }
    origins.checkHost(request.header(HttpHeaderNames.HOST));
    if (found == null || found.resource().routes().isEmpty()) {
      throw new Refused(Problem.NOT_FOUND, "no resource has this path");
    }
    Resource resource = found.resource();
    if (resource.kind() == Resource.Kind.APP) {
      allowOrigin(exchange);
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      exchange.answer(preflight(resource));
      return;
    }
    Route route = resource.route(request.method());
    if (route == null) {
      exchange.answer(
          exchange
              .refusal(new Refused(Problem.METHOD_NOT_ALLOWED, "see the Allow header"))
              .allowing(resource.methods()));
      return;
    }
    if (isStopping() && resource.turnsAway()) {
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

  /** Whether the page that makes a request, if one does, may use the app. */
  boolean allowsOrigin(Request request, Tenant tenant) {
    String origin = request.header(HttpHeaderNames.ORIGIN);
    String host = request.header(HttpHeaderNames.HOST);
    return origins.allowsOrigin(origin, host, tenant.app().origins());
  }

  /**
   * The address that a request comes from, as far as those tell who are believed.
   *
   * @param peer whom the socket or its balancer tells; null when it is gone
   */
  @Nullable InetAddress client(@Nullable InetAddress peer, Request request) {
    return peer == null
        ? null
        : addresses.clientOf(peer, request.headers().getAll("X-Forwarded-For"));
  }

  /**
   * Counts a connection of a client's address in; nothing is asked for where nothing is bounded.
   *
   * @param peer who sends the requests, as far as the socket or its balancer tells
   * @param own the socket's own address
   */
  AddressLimit.@Nullable Place enter(
      @Nullable InetAddress peer, @Nullable SocketAddress own, Request request) {
    if (peer == null || !(addressLimit.isOn() || addressRate.isOn())) {
      return null;
    }
    var client = addresses.clientOf(peer, request.headers().getAll("X-Forwarded-For"));
    if (own instanceof InetSocketAddress socket) {
      addressRate.enter(socket.getAddress(), client, System.nanoTime());
    }
    return addressLimit.enter(client);
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
    if (resource.kind() == Resource.Kind.BACKEND) {
      return Answer.empty(204, Map.of("Allow", methods));
    }
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
