package dev.freshet.net.api;

import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /metrics}: the Prometheus text format. Where it is not open it takes the secret of any
 * app as a bearer token, which is what Prometheus can send. Written on a virtual thread, since it
 * grows with the number of apps.
 */
final class MetricsRoute implements Route {
  private final Metrics metrics;
  private final Apps apps;
  private final boolean open;

  MetricsRoute(Metrics metrics, Apps apps, boolean open) {
    this.metrics = metrics;
    this.apps = apps;
    this.open = open;
  }

  @Override
  public void answer(Exchange exchange) {
    if (!open && !hasSecret(exchange.request())) {
      throw new Refused(Problem.UNAUTHORIZED, "send an app's secret as a bearer token");
    }
    exchange.await(
        CompletableFuture.supplyAsync(this::scrape, Thread::startVirtualThread), answer -> answer);
  }

  private boolean hasSecret(Request request) {
    String secret = request.bearer();
    if (secret == null) {
      return false;
    }
    boolean matches = false;
    for (var tenant : apps.all()) {
      matches |= tenant.app().secret().matches(secret);
    }
    return matches;
  }

  private Answer scrape() {
    var out = new ByteArrayOutputStream(16 * 1024);
    try {
      metrics.scrape(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(200, Metrics.CONTENT_TYPE, out.toByteArray(), Map.of(), null);
  }
}
