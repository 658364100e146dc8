package dev.freshet.console.view;

import dev.freshet.console.access.Audit;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;

/** {@code GET /console/api/audit}. */
final class AuditRoute {
  private static final int MOST = 200;

  private final Audit audit;

  AuditRoute(Audit audit) {
    this.audit = audit;
  }

  void answer(Exchange exchange) {
    var entries = audit.newest(MOST);
    exchange.answer(
        Answer.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeArrayPropertyStart("entries");
              for (Audit.Entry entry : entries) {
                json.writeStartObject();
                json.writeNumberProperty("t", entry.time());
                json.writeStringProperty("user", entry.user());
                json.writeStringProperty("what", entry.what());
                json.writeStringProperty("object", entry.object());
                json.writeStringProperty("outcome", entry.outcome());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }
}
