package dev.freshet.net.api;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.drain.DrainPlan;
import dev.freshet.cluster.drain.Moves;
import dev.freshet.cluster.drain.RebalancePlan;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Resource;
import dev.freshet.net.http.Route;
import dev.freshet.net.node.Drill;
import dev.freshet.session.Apps;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What operators ask of nodes: {@code GET /nodes}, {@code POST /drain}, {@code POST /resume},
 * {@code POST /rebalance} and {@code POST /drop}. They are answered while the node is emptied or
 * stops, too.
 */
final class OperatorApi {
  private final Moves moves;
  private final Drill drill;
  private final Apps apps;
  private final @Nullable Secret secret;

  /** For these operators, over these apps. */
  OperatorApi(Api.Operators operators, Apps apps) {
    this.moves = operators.moves();
    this.drill = operators.drill();
    this.secret = operators.secret();
    this.apps = apps;
  }

  /** By path. */
  Map<String, Resource> resources() {
    return Map.of(
        "nodes", resource("nodes", HttpMethod.GET, this::answerNodes),
        "drain", resource("drain", HttpMethod.POST, this::drain),
        "resume", resource("resume", HttpMethod.POST, this::resume),
        "rebalance", resource("rebalance", HttpMethod.POST, this::rebalance),
        "drop", resource("drop", HttpMethod.POST, this::drop));
  }

  private Resource resource(String name, HttpMethod method, Route route) {
    Route guarded =
        exchange -> {
          check(exchange.request());
          route.answer(exchange);
        };
    return new Resource(name, Map.of(method, guarded), Resource.Kind.OPEN);
  }

  /** No page may ask: in development mode any page could, with nothing to prove. */
  private void check(Request request) {
    if (request.header(HttpHeaderNames.ORIGIN) != null) {
      throw new Refused(Problem.ORIGIN_REFUSED, "pages may not ask for this");
    }
    if (secret != null) {
      String token = request.bearer();
      if (token == null || !secret.matches(token)) {
        throw new Refused(Problem.UNAUTHORIZED, "send admin.secret as a bearer token");
      }
    }
  }

  private void answerNodes(Exchange exchange) {
    String self = moves.nodes().id();
    exchange.await(
        moves.nodes().all(),
        all ->
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeArrayPropertyStart("nodes");
                  all.forEach(node -> write(json, node, self));
                  json.writeEndArray();
                  json.writeEndObject();
                }));
  }

  private void drain(Exchange exchange) {
    var wanted = OperatorWish.of(exchange.request().body());
    exchange.await(
        moves.drain(wanted.node(), wanted.wish()),
        plan ->
            Answer.json(
                status(wanted),
                json -> {
                  json.writeStartObject();
                  writeName(json, plan.node());
                  write(json, plan);
                  json.writeEndObject();
                }));
  }

  private void resume(Exchange exchange) {
    var wanted = OperatorWish.of(exchange.request().body());
    exchange.await(
        moves.resume(wanted.node()),
        node ->
            Answer.json(
                202,
                json -> {
                  json.writeStartObject();
                  writeName(json, node);
                  json.writeEndObject();
                }));
  }

  private void rebalance(Exchange exchange) {
    var wanted = OperatorWish.of(exchange.request().body());
    exchange.await(
        moves.rebalance(wanted.wish()),
        plan ->
            Answer.json(
                status(wanted),
                json -> {
                  json.writeStartObject();
                  write(json, plan);
                  json.writeEndObject();
                }));
  }

  private void drop(Exchange exchange) {
    var wanted = DropWish.of(exchange.request().body());
    String app = wanted.app() == null ? null : apps.find(wanted.app()).app().id();
    exchange.await(
        drill.drop(new Drill.Wish(wanted.share(), app, wanted.reset()), asker(exchange)),
        dropped ->
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("node", moves.nodes().id());
                  json.writeNumberProperty("connections", dropped.connections());
                  json.writeNumberProperty("dropped", dropped.dropped());
                  json.writeEndObject();
                }));
  }

  private static String asker(Exchange exchange) {
    InetAddress client = exchange.client();
    return client == null ? "an unknown address" : client.getHostAddress();
  }

  private static int status(OperatorWish wanted) {
    return wanted.wish().dryRun() ? 200 : 202;
  }

  private static void write(JsonGenerator json, DrainPlan plan) {
    write(json, plan.connections(), plan.perSecond(), plan.seconds());
    json.writeStringProperty("plan", plan.text());
    write(json, plan.doubts());
  }

  private static void write(JsonGenerator json, RebalancePlan plan) {
    write(json, plan.connections(), plan.perSecond(), plan.seconds());
    json.writeStringProperty("plan", plan.text());
    write(json, plan.doubts());
    json.writeArrayPropertyStart("moves");
    for (RebalancePlan.Move move : plan.moves()) {
      json.writeStartObject();
      writeName(json, move.node());
      json.writeNumberProperty("connections", move.connections());
      json.writeNumberProperty("per-second", move.perSecond());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, long connections, long perSecond, long seconds) {
    json.writeNumberProperty("connections", connections);
    json.writeNumberProperty("per-second", perSecond);
    json.writeNumberProperty("seconds", seconds);
  }

  private static void write(JsonGenerator json, List<String> doubts) {
    json.writeArrayPropertyStart("doubts");
    doubts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void writeName(JsonGenerator json, Node node) {
    json.writeStringProperty("node", node.id());
    json.writeStringProperty("name", node.name());
  }

  private static void write(JsonGenerator json, Node node, String self) {
    json.writeStartObject();
    json.writeStringProperty("id", node.id());
    json.writeStringProperty("name", node.name());
    json.writeBooleanProperty("self", node.id().equals(self));
    json.writeStringProperty("version", node.version());
    json.writeStringProperty("commit", node.commit());
    json.writeStringProperty("started", node.started().toString());
    json.writeStringProperty("state", word(node.state()));
    json.writeNumberProperty("connections", node.connections());
    json.writeNumberProperty("connections-max", node.connectionsMax());
    json.writeNumberProperty("accept-rate", node.acceptRate());
    json.writeNumberProperty("leave-rate", node.leaveRate());
    json.writeNumberProperty("lag-millis", Math.round(node.lag() * 1_000));
    json.writeObjectPropertyStart("apps");
    node.connectionsByApp().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
