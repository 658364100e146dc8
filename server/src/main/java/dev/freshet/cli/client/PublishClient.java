package dev.freshet.cli.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Publishes, and tries again where that cannot publish twice. For one thread. */
public final class PublishClient {
  /**
   * What the server answers to a publication.
   *
   * @param channel the channel
   * @param epoch the history's life; empty when the channel keeps no history
   * @param offset its place from 1; 0 when the channel keeps no history
   * @param duplicate whether an earlier publication with the same key stands for it
   */
  public record Receipt(String channel, String epoch, long offset, boolean duplicate) {

    /** For JSON output; without epoch and offset when there are none. */
    public Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("channel", channel);
      if (offset > 0) {
        map.put("epoch", epoch);
        map.put("offset", offset);
      }
      map.put("duplicate", duplicate);
      return map;
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final Endpoint endpoint;
  private final int retries;
  private final Backoff backoff;
  private final Pause pause;
  private final Consumer<String> notes;

  /**
   * A client.
   *
   * @param retries how often a failed attempt is repeated, given an idempotency key; 0 for never
   * @param notes hears of each repetition, a line for people
   */
  public PublishClient(
      HttpClient http,
      Endpoint endpoint,
      int retries,
      Backoff backoff,
      Pause pause,
      Consumer<String> notes) {
    this.http = http;
    this.endpoint = endpoint;
    this.retries = retries;
    this.backoff = backoff;
    this.pause = pause;
    this.notes = notes;
  }

  /**
   * Publishes, and waits for the answer.
   *
   * @throws ClientFault when the server refuses it or cannot be reached often enough
   * @throws InterruptedException when the program is asked to end
   */
  public Receipt publish(String channel, Outgoing publication)
      throws ClientFault, InterruptedException {
    HttpRequest request = request(channel, publication);
    int left = publication.idempotencyKey() == null ? 0 : retries;
    backoff.reset();
    while (true) {
      Ending ending;
      try {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        var answer = Answer.of(response.statusCode(), response.headers(), response.body());
        if (answer.status() == 200) {
          return receipt(channel, answer);
        }
        ending = Ending.of(answer);
      } catch (IOException e) {
        ending = Ending.lost(endpoint + ": " + Faults.text(e));
      }
      if (ending.kind() == Ending.Kind.REFUSED || left-- == 0) {
        throw new ClientFault(ending.text());
      }
      Duration wait = backoff.next(ending.retryAfter());
      notes.accept(
          String.format(
              Locale.ROOT, "%s; trying again in %.1f s", ending.text(), wait.toMillis() / 1000.0));
      pause.await(wait);
    }
  }

  private HttpRequest request(String channel, Outgoing publication) {
    return endpoint
        .request(endpoint.channels(List.of(channel), publication.query()))
        .timeout(TIMEOUT)
        .header("Content-Type", publication.contentType())
        .POST(HttpRequest.BodyPublishers.ofByteArray(publication.body().bytes()))
        .build();
  }

  private static Receipt receipt(String channel, Answer answer) throws ClientFault {
    Map<String, Object> object = Json.object(answer.body());
    if (object == null) {
      throw new ClientFault("the answer is not JSON; is it a Freshet server?");
    }
    return new Receipt(
        channel,
        Json.textOrEmpty(object, "epoch"),
        Json.number(object, "offset"),
        Boolean.TRUE.equals(object.get("duplicate")));
  }
}
