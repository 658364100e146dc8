package dev.freshet.console.view;

import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import java.util.Map;

/** {@code GET /console/api/plan}, {@code /plan/curve} and {@code /plan/exercise}. */
final class PlanRoutes {
  private final PlanSource source;
  private final Queries queries;

  PlanRoutes(PlanSource source, Queries queries) {
    this.source = source;
    this.queries = queries;
  }

  void plan(Exchange exchange) {
    var options = exchange.request().query().parameters();
    queries.answer(exchange, () -> json(source.plan(options)));
  }

  void curve(Exchange exchange) {
    var options = exchange.request().query().parameters();
    queries.answer(exchange, () -> json(source.curve(options)));
  }

  void exercise(Exchange exchange) {
    queries.answer(exchange, () -> json(source.exercise()));
  }

  private static Answer json(byte[] value) {
    return new Answer(200, Answer.JSON_TYPE, value, Map.of(), null);
  }
}
