package dev.freshet.net.api;

import dev.freshet.model.Problem;
import dev.freshet.model.Published;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Request;
import dev.freshet.net.http.Route;
import dev.freshet.session.Apps;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.wire.Drafts;
import dev.freshet.wire.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * {@code POST /channels}: publishes an array of publications in its order, with a result for each
 * in the same order. The array is read whole before anything is published, so one that cannot be
 * read changes nothing; a publication that is refused does not stop the others.
 */
final class BatchRoute implements Route {
  private final Apps apps;
  private final Authorizer authorizer;
  private final Publisher publisher;

  BatchRoute(Apps apps, Authorizer authorizer, Publisher publisher) {
    this.apps = apps;
    this.authorizer = authorizer;
    this.publisher = publisher;
  }

  @Override
  public void answer(Exchange exchange) {
    Request request = exchange.request();
    var results =
        Caller.of(request, apps, authorizer, List.of())
            .thenCompose(caller -> publish(caller, read(request.body(), limit(caller))));
    exchange.await(results, all -> Answer.json(200, json -> write(json, all)));
  }

  /**
   * Reads a batch.
   *
   * @param limit the most publications it may hold
   * @throws Refused with {@link Problem#BAD_JSON}, {@link Problem#BAD_LABEL} or {@link
   *     Problem#BATCH_TOO_LARGE}
   */
  static List<Drafts.Addressed> read(byte[] body, int limit) {
    var batch = new ArrayList<Drafts.Addressed>();
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new Refused(Problem.BAD_JSON, "a batch must be an array");
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (batch.size() == limit) {
          throw new Refused(Problem.BATCH_TOO_LARGE, "the limit is " + limit + " publications");
        }
        var addressed = Drafts.read(json);
        if (addressed.channel() == null) {
          throw new Refused(Problem.BAD_JSON, "a publication of a batch needs a channel");
        }
        batch.add(addressed);
      }
      if (json.nextToken() != null) {
        throw new Refused(Problem.BAD_JSON, "something follows the array");
      }
      return batch;
    } catch (JacksonException e) {
      throw new Refused(Problem.BAD_JSON, "the body is not valid JSON");
    }
  }

  private CompletionStage<List<CompletableFuture<Published>>> publish(
      Caller caller, List<Drafts.Addressed> batch) {
    var results = new ArrayList<CompletableFuture<Published>>(batch.size());
    for (Drafts.Addressed each : batch) {
      String channel = each.channel() == null ? "" : each.channel();
      results.add(
          publisher
              .publish(caller.tenant(), caller.grant(), channel, each.draft())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> results);
  }

  private static int limit(Caller caller) {
    return caller.tenant().app().limits().batchSize();
  }

  private static void write(JsonGenerator json, List<CompletableFuture<Published>> results) {
    json.writeStartArray();
    for (CompletableFuture<Published> result : results) {
      try {
        PublishRoute.write(json, result.join());
      } catch (CompletionException e) {
        Answer.writeProblem(
            json,
            e.getCause() instanceof Refused refused
                ? refused
                : new Refused(Problem.INTERNAL, "the publication failed"));
      }
    }
    json.writeEndArray();
  }
}
