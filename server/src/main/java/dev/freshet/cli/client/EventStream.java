package dev.freshet.cli.client;

import dev.freshet.model.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Hears channels over Server-Sent Events. The position is the last event id, opaque to us. */
final class EventStream implements Stream {
  /** What the names of events begin with that are no publications. */
  private static final String SIGNAL = "freshet:";

  private static final int MAX_PROBLEM = 64 * 1024;

  private final HttpClient http;
  private final Endpoint endpoint;
  private final List<String> channels;
  private final String since;
  private final Duration silence;

  private String lastId = "";
  private boolean enough;

  /**
   * Not yet connected.
   *
   * @param since where to start; empty for the present
   * @param silence how long nothing may be heard, not even a heartbeat
   */
  EventStream(
      HttpClient http, Endpoint endpoint, List<String> channels, String since, Duration silence) {
    this.http = http;
    this.endpoint = endpoint;
    this.channels = List.copyOf(channels);
    this.since = since;
    this.silence = silence;
  }

  @Override
  public Ending follow(Listener listener) throws InterruptedException {
    var chunks = new Chunks();
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent =
        http.sendAsync(request(), HttpResponse.BodyHandlers.ofPublisher());
    try {
      var response = sent.get(silence.toMillis(), TimeUnit.MILLISECONDS);
      response.body().subscribe(chunks);
      return isEventStream(response) ? read(chunks, listener) : refused(response, chunks);
    } catch (ExecutionException | TimeoutException | IOException e) {
      return Ending.lost(Faults.text(e));
    } catch (IllegalArgumentException e) {
      return Ending.refused(Faults.text(e));
    } finally {
      sent.cancel(true);
      chunks.cancel();
    }
  }

  private HttpRequest request() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", "json");
    if (lastId.isEmpty() && !since.isEmpty()) {
      query.put("since", since);
    }
    HttpRequest.Builder request =
        endpoint.request(endpoint.channels(channels, query)).header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return request.build();
  }

  private static boolean isEventStream(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    return response.statusCode() == 200 && type.startsWith("text/event-stream");
  }

  private Ending refused(HttpResponse<?> response, Chunks chunks)
      throws IOException, InterruptedException {
    var body = new ByteArrayOutputStream();
    ByteBuffer bytes = chunks.next(silence);
    while (bytes != null && body.size() < MAX_PROBLEM) {
      var part = new byte[bytes.remaining()];
      bytes.get(part);
      body.writeBytes(part);
      bytes = chunks.next(silence);
    }
    var answer = Answer.of(response.statusCode(), response.headers(), body.toByteArray());
    return response.statusCode() == 200
        ? Ending.refused("this is no event stream; is it a Freshet server?")
        : Ending.of(answer);
  }

  private Ending read(Chunks chunks, Listener listener) throws IOException, InterruptedException {
    String resumed = lastId.isEmpty() ? since : lastId;
    listener.opened(resumed);
    var parser = new EventParser(lastId, MAX_MESSAGE);
    enough = false;
    ByteBuffer bytes = chunks.next(silence);
    while (bytes != null) {
      parser.feed(bytes, event -> hear(event, !resumed.isEmpty(), listener));
      if (!listener.idle() || enough) {
        return Ending.ENOUGH;
      }
      bytes = chunks.next(silence);
    }
    return Ending.lost("the server closed the stream");
  }

  private void hear(EventParser.Block event, boolean resumed, Listener listener) {
    if (enough) {
      return;
    }
    if (event.retryMillis() >= 0) {
      listener.comeBackAfter(Duration.ofMillis(event.retryMillis()));
    }
    if (event.data() != null) {
      told(event.type(), event.data(), listener);
    } else if (resumed) {
      // An id ahead of the past that was asked for: taking it now would skip that past, should the
      // connection be cut before it has come.
      return;
    }
    lastId = event.lastId();
  }

  private void told(@Nullable String type, String data, Listener to) {
    Map<String, Object> object = Json.object(data);
    Message message = object == null ? null : Message.of(object);
    if (object == null) {
      to.note("not understood: an event that is no JSON object");
    } else if (message != null) {
      // First, since a publisher may name an event like a signal.
      enough = !to.message(message);
    } else if (type != null && type.startsWith(SIGNAL)) {
      signal(type.substring(SIGNAL.length()), object, to);
    } else {
      to.note("not understood: a JSON object without channel and data");
    }
  }

  private static void signal(String signal, Map<String, Object> object, Listener to) {
    if (signal.equals("reset")) {
      to.reset(Json.textOrEmpty(object, "channel"), position(object));
    } else {
      to.note(told(signal, object));
    }
  }

  /** A signal that only people care for, such as a command that failed. */
  static String told(String signal, Map<String, Object> object) {
    String code = Json.textOrEmpty(object, "code");
    return (signal + " " + code).strip() + ": " + Json.textOrEmpty(object, "detail");
  }

  /** The object's position; null when the channel keeps no history. */
  static @Nullable Position position(Map<String, Object> object) {
    String epoch = Json.textOrEmpty(object, "epoch");
    return epoch.isEmpty() ? null : new Position(epoch, Json.number(object, "offset"));
  }
}
