package dev.freshet.net.api;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Health;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Gate;
import dev.freshet.net.http.Route;
import dev.freshet.session.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** {@code GET /health} and {@code GET /ready}. */
final class HealthRoute {
  private HealthRoute() {}

  /** Alive: whoever is answered this talks to a loop that runs. */
  static Route health() {
    return exchange ->
        exchange.answer(
            Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("status", "alive");
                  json.writeEndObject();
                }));
  }

  /**
   * Ready: a publication has just come through to a subscriber on every loop, and every part of the
   * broker does its work.
   */
  static Route ready(Probe probe, Broker broker, Gate gate) {
    return exchange -> {
      Refused unready = gate.unready();
      if (unready != null) {
        throw unready;
      }
      long begun = System.nanoTime();
      exchange.await(
          probe.send(), outcome -> answer(outcome, broker.health(), System.nanoTime() - begun));
    };
  }

  private static Answer answer(Probe.Outcome outcome, List<Health> shards, long nanos) {
    var faults = new ArrayList<String>();
    Probe.Part failed = outcome.failed();
    if (failed != null) {
      faults.add("a probe did not get past the " + failed.name().toLowerCase(Locale.ROOT));
    }
    shards.stream().filter(shard -> !shard.isUp()).map(HealthRoute::fault).forEach(faults::add);
    if (!faults.isEmpty()) {
      return Answer.problem(
          new Refused(Problem.NOT_READY, String.join("; ", faults)), json -> write(json, shards));
    }
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", "ready");
          json.writeNumberProperty("probe-micros", nanos / 1_000);
          write(json, shards);
          json.writeEndObject();
        });
  }

  private static String fault(Health shard) {
    String is = shard.name() + " is " + word(shard.state()).replace('-', ' ');
    return shard.why() == null ? is : is + ": " + shard.why();
  }

  private static void write(JsonGenerator json, List<Health> shards) {
    if (shards.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("shards");
    for (Health shard : shards) {
      json.writeStartObject();
      json.writeStringProperty("name", shard.name());
      json.writeStringProperty("state", word(shard.state()));
      if (shard.why() != null) {
        json.writeStringProperty("why", shard.why());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String word(Health.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
