package dev.freshet.console.view;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Health;
import dev.freshet.cluster.Nodes;
import dev.freshet.console.access.ConsoleSession;
import dev.freshet.console.live.Live;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import dev.freshet.wire.Envelope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** {@code GET /console/api/session} and {@code GET /console/api/live}. */
public final class OverviewRoutes {
  private static final String REDIS = "redis ";

  private final Facts facts;
  private final Apps apps;
  private final Nodes nodes;
  private final Broker broker;
  private final Live live;
  private final Queries queries;
  private final InstantSource clock;

  /**
   * What does not change while the node runs.
   *
   * @param version of the build
   */
  public record Facts(boolean development, String version) {}

  OverviewRoutes(
      Facts facts,
      Apps apps,
      Nodes nodes,
      Broker broker,
      Live live,
      Queries queries,
      InstantSource clock) {
    this.facts = facts;
    this.apps = apps;
    this.nodes = nodes;
    this.broker = broker;
    this.live = live;
    this.queries = queries;
    this.clock = clock;
  }

  /** Who has entered, and where. */
  void session(Exchange exchange, ConsoleSession session) {
    List<Tenant> all =
        apps.all().stream()
            .sorted(Comparator.comparing((Tenant tenant) -> tenant.app().id()))
            .toList();
    exchange.answer(
        Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeStringProperty("user", session.user());
              json.writeStringProperty("via", session.way().word());
              json.writeStringProperty("csrf", session.csrf());
              json.writeNumberProperty(
                  "expires_s", Math.max(0, session.ends() - clock.millis()) / 1_000);
              json.writeBooleanProperty("development", facts.development());
              json.writeStringProperty("version", facts.version());
              json.writeStringProperty("node", name());
              json.writeArrayPropertyStart("apps");
              for (Tenant tenant : all) {
                json.writeStartObject();
                json.writeStringProperty("id", tenant.app().id());
                json.writeStringProperty("key", tenant.app().key());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeBooleanProperty("clustered", !broker.health().isEmpty());
              json.writeEndObject();
            }));
  }

  /** The last hour of this node or what is new, and how the others and the broker's parts are. */
  void live(Exchange exchange) {
    long since = exchange.request().query().number("since", 0, Long.MAX_VALUE, 0);
    queries.answer(exchange, () -> live(since));
  }

  private Answer live(long since) {
    var out = new ByteArrayOutputStream(4 * 1024);
    out.writeBytes(ascii("{\"step_s\":" + Live.STEP_SECONDS + ",\"samples\":["));
    boolean first = true;
    for (byte[] sample : live.samples(since)) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.writeBytes(sample);
    }
    out.writeBytes(ascii("],\"nodes\":"));
    try (var json = Envelope.generator(out)) {
      json.writeStartArray();
      nodes.known().forEach(node -> write(json, node));
      json.writeEndArray();
    }
    out.writeBytes(ascii(",\"redis\":"));
    try (var json = Envelope.generator(out)) {
      json.writeStartArray();
      broker.health().forEach(part -> write(json, part));
      json.writeEndArray();
    }
    out.write('}');
    return new Answer(200, Answer.JSON_TYPE, out.toByteArray(), Map.of(), null);
  }

  private void write(JsonGenerator json, Nodes.Node node) {
    json.writeStartObject();
    json.writeStringProperty("id", node.id());
    json.writeStringProperty("address", node.name());
    json.writeNumberProperty("connections", node.connections());
    json.writeBooleanProperty("draining", node.state() == Nodes.State.DRAINING);
    json.writeBooleanProperty("me", node.id().equals(nodes.id()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Health part) {
    json.writeStartObject();
    String name = part.name();
    json.writeStringProperty(
        "shard", name.startsWith(REDIS) ? name.substring(REDIS.length()) : name);
    json.writeBooleanProperty("up", part.isUp());
    json.writeName("latency_ms");
    if (part.latency() == null) {
      json.writeNull();
    } else {
      json.writeNumber(Math.round(part.latency().toNanos() / 1e3) / 1e3);
    }
    json.writeEndObject();
  }

  private String name() {
    return nodes.known().stream()
        .filter(node -> node.id().equals(nodes.id()))
        .map(Nodes.Node::name)
        .findFirst()
        .orElse(nodes.id());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
