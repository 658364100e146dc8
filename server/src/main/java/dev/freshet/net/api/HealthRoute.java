package dev.freshet.net.api;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Gate;
import dev.freshet.net.http.Route;
import dev.freshet.session.Probe;
import java.util.Locale;

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

  /** Ready: a publication has just come through to a subscriber on every loop. */
  static Route ready(Probe probe, Gate gate) {
    return exchange -> {
      Refused unready = gate.unready();
      if (unready != null) {
        throw unready;
      }
      long begun = System.nanoTime();
      exchange.await(probe.send(), outcome -> answer(outcome, System.nanoTime() - begun));
    };
  }

  private static Answer answer(Probe.Outcome outcome, long nanos) {
    Probe.Part failed = outcome.failed();
    if (failed != null) {
      String part = failed.name().toLowerCase(Locale.ROOT);
      return Answer.problem(new Refused(Problem.NOT_READY, "a probe did not get past the " + part));
    }
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("status", "ready");
          json.writeNumberProperty("probe-micros", nanos / 1_000);
          json.writeEndObject();
        });
  }
}
