package dev.freshet.cli.client;

import dev.freshet.cli.client.SocketListener.Arrival;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Position;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Hears channels over WebSocket, each message a JSON object ({@code format=json}). */
final class SocketStream implements Stream {
  /**
   * After how long a quiet server is sent a ping. Also what notices a connection that was cut just
   * when a frame came: the JDK's WebSocket may then tell of no end.
   */
  private static final Duration MAX_QUIET = Duration.ofSeconds(10);

  /** Stands for a channel without a position in a list of them. */
  private static final String NOTHING = "-:0";

  private final HttpClient http;
  private final Endpoint endpoint;
  private final List<String> channels;
  private final Duration silence;

  /** Where each channel stands, as the server writes it; none for a channel without history. */
  private final Map<String, String> stands = new HashMap<>();

  /** Not yet connected; the parameters are those of {@link EventStream}. */
  SocketStream(
      HttpClient http, Endpoint endpoint, List<String> channels, String since, Duration silence) {
    this.http = http;
    this.endpoint = endpoint;
    this.channels = List.copyOf(channels);
    this.silence = silence;
    // A list of the wrong length is sent for each, so that the server refuses it.
    String[] each = since.split(",", -1);
    for (int i = 0; i < channels.size(); i++) {
      String position = each.length == channels.size() ? each[i] : since;
      if (!position.isEmpty() && !position.equals(NOTHING)) {
        stands.put(channels.get(i), position);
      }
    }
  }

  @Override
  public Ending follow(Listener listener) throws InterruptedException {
    var arrivals = new SocketListener();
    CompletableFuture<WebSocket> opening = open(arrivals);
    try {
      WebSocket socket = opening.get(silence.toMillis(), TimeUnit.MILLISECONDS);
      listener.opened(resumeAfter());
      return read(socket, arrivals, listener);
    } catch (ExecutionException | TimeoutException e) {
      return failed(Faults.unwrap(e));
    } catch (IOException e) {
      return Ending.lost(Faults.text(e));
    } finally {
      var _ = opening.thenAccept(WebSocket::abort);
    }
  }

  private CompletableFuture<WebSocket> open(SocketListener arrivals) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", "json");
    String after = resumeAfter();
    if (!after.isEmpty()) {
      query.put("since", after);
    }
    WebSocket.Builder builder = http.newWebSocketBuilder();
    String authorization = endpoint.authorization();
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    return builder.buildAsync(Endpoint.webSocket(endpoint.channels(channels, query)), arrivals);
  }

  /** The positions in the order of the channels; empty when there is none at all. */
  private String resumeAfter() {
    if (stands.isEmpty()) {
      return "";
    }
    List<String> each = channels.stream().map(name -> stands.getOrDefault(name, NOTHING)).toList();
    return each.stream().allMatch(Position.EARLIEST_TEXT::equals)
        ? Position.EARLIEST_TEXT
        : String.join(",", each);
  }

  private static Ending failed(Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      HttpResponse<?> response = refused.getResponse();
      String body = response.body() instanceof String text ? text : "";
      return Ending.of(Answer.of(response.statusCode(), response.headers(), body));
    }
    return Ending.lost(Faults.text(cause));
  }

  private Ending read(WebSocket socket, SocketListener from, Listener to)
      throws IOException, InterruptedException {
    while (true) {
      Arrival arrival = from.arrivals().poll();
      if (arrival == null && !to.idle()) {
        leave(socket);
        return Ending.ENOUGH;
      }
      if (arrival == null) {
        arrival = await(socket, from);
      }
      switch (arrival) {
        case Arrival.Text text -> {
          if (!hear(text.text(), to)) {
            leave(socket);
            return Ending.ENOUGH;
          }
          socket.request(1);
        }
        case Arrival.Alive _ -> {}
        case Arrival.Broken broken -> throw new IOException(Faults.text(broken.cause()));
        case Arrival.Closed closed -> {
          return closed(closed);
        }
      }
    }
  }

  /** The next arrival; a server that is quiet for a while is asked with a ping whether it lives. */
  private Arrival await(WebSocket socket, SocketListener from)
      throws IOException, InterruptedException {
    long quiet = Math.min(silence.toMillis() / 2, MAX_QUIET.toMillis());
    Arrival arrival = from.arrivals().poll(quiet, TimeUnit.MILLISECONDS);
    if (arrival == null) {
      var _ = socket.sendPing(ByteBuffer.allocate(0));
      arrival = from.arrivals().poll(quiet, TimeUnit.MILLISECONDS);
    }
    if (arrival == null) {
      throw new IOException("no answer to a ping");
    }
    return arrival;
  }

  /** Says good-bye and gives it a moment to be written. */
  private static void leave(WebSocket socket) throws InterruptedException {
    try {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      // The connection is aborted next, which is as good.
    }
  }

  private Ending closed(Arrival.Closed closed) {
    String text = ("closed with " + closed.code() + " " + closed.reason()).strip();
    CloseReason reason = reason(closed.code());
    if (reason == CloseReason.POSITION_GONE) {
      stands.clear();
    }
    boolean never = reason != null && reason.comeBack() == CloseReason.Return.NEVER;
    // A server that says NORMAL ends this connection only; nobody asked it to.
    return never && reason != CloseReason.NORMAL ? Ending.refused(text) : Ending.lost(text);
  }

  private static @Nullable CloseReason reason(int code) {
    for (CloseReason each : CloseReason.values()) {
      if (each.code() == code) {
        return each;
      }
    }
    return null;
  }

  private boolean hear(String text, Listener to) {
    Map<String, Object> object = Json.object(text);
    if (object == null) {
      to.note("not understood: a message that is no JSON object");
      return true;
    }
    String signal = Json.text(object, "signal");
    if (signal != null) {
      signal(signal, object, to);
      return true;
    }
    Message message = Message.of(object);
    if (message == null) {
      to.note("not understood: a JSON object without channel and data");
      return true;
    }
    boolean more = to.message(message);
    if (message.offset() > 0) {
      stand(message.channel(), new Position(message.epoch(), message.offset()));
    }
    return more;
  }

  private void stand(String channel, @Nullable Position position) {
    if (position == null) {
      stands.remove(channel);
    } else {
      stands.put(channel, position.toString());
    }
  }

  private void signal(String signal, Map<String, Object> object, Listener to) {
    String channel = Json.textOrEmpty(object, "channel");
    Position position = EventStream.position(object);
    switch (signal) {
      case "subscribed" -> {
        // Where something is asked to be resumed, the position moves by what is heard only: a
        // connection that is cut before the past has come must ask for that past again.
        if (!stands.containsKey(channel)) {
          stand(channel, position);
        }
      }
      case "reset" -> {
        stand(channel, position);
        to.reset(channel, position);
      }
      case "come-back" -> to.comeBackAfter(Duration.ofMillis(Json.number(object, "after")));
      default -> to.note(EventStream.told(signal, object));
    }
  }
}
