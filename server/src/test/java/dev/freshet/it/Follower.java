package dev.freshet.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A subscriber that comes back whenever it is cut off, with the position it heard last, until it
 * has reached a goal.
 */
final class Follower {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();

  private static final int SILENCE_MILLIS = 300;

  private final int port;
  private final boolean webSocket;
  private final List<Track> tracks;
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();
  private volatile Map<String, String> goal = Map.of();

  /** Begins to follow, through whatever listens on this port. */
  Follower(int port, boolean webSocket, List<String> channels) {
    this.port = port;
    this.webSocket = webSocket;
    this.tracks = channels.stream().map(Track::new).toList();
    Thread.startVirtualThread(this::follow);
  }

  /** Says where to stop, in each channel. */
  void goTo(Map<String, String> positions) {
    goal = positions;
  }

  /** Waits until it has come to its goal; fails when something was not in order. */
  void await(Duration longest) throws Exception {
    try {
      arrived.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(this + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(
          "%s stands at %s, goes to %s"
              .formatted(this, tracks.stream().map(Track::position).toList(), goal),
          e);
    }
  }

  /** What it heard; to be read when it has arrived. */
  List<Track> tracks() {
    return tracks;
  }

  @Override
  public String toString() {
    return (webSocket ? "WebSocket " : "SSE ") + tracks.stream().map(t -> t.channel).toList();
  }

  private void follow() {
    try {
      while (!arrived.isDone()) {
        try {
          if (webSocket) {
            followSocket();
          } else {
            followStream();
          }
        } catch (IOException e) {
          if (e.getMessage() != null && e.getMessage().startsWith("status")) {
            throw new AssertionError(e);
          }
        }
      }
    } catch (Throwable e) {
      arrived.completeExceptionally(e);
    }
  }

  private void followStream() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path());
    try (var events = new JdkEvents(HTTP, uri, since())) {
      for (var event = events.next(); event != null; event = events.next()) {
        if (event.data() == null) {
          String[] ids = event.id().split(",", -1);
          for (int i = 0; i < ids.length; i++) {
            tracks.get(i).stands(ids[i]);
          }
        } else if (event.name().equals("freshet:reset")) {
          Parsed told = Parsed.json(event.data());
          track(told.text("channel")).reset(told.position());
        } else {
          Parsed envelope = Parsed.json(event.data());
          track(envelope.text("channel")).hear(Track.Heard.of(envelope));
        }
        if (!event.id().equals(since())) {
          throw new AssertionError("the id is " + event.id() + ", expected " + since());
        }
        if (isThere()) {
          return;
        }
      }
    }
  }

  private void followSocket() throws IOException, InterruptedException {
    String since = since();
    URI uri =
        URI.create("ws://127.0.0.1:" + port + path() + (since.isEmpty() ? "" : "&since=" + since));
    var hearing = new Hearing();
    WebSocket socket = null;
    try {
      socket = HTTP.newWebSocketBuilder().buildAsync(uri, hearing).get();
      hearing.awaitEnd();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError broken) {
        throw broken;
      }
      throw new IOException("cut", e);
    } finally {
      if (socket != null) {
        socket.abort();
      }
    }
  }

  private void take(Parsed message) {
    if (message.has("signal") && message.text("signal").equals("come-back")) {
      // The connection ends now, which says it all.
      return;
    }
    Track track = track(message.text("channel"));
    if (!message.has("signal")) {
      track.hear(Track.Heard.of(message));
    } else if (message.text("signal").equals("reset")) {
      track.reset(message.position());
    } else {
      track.stands(message.position());
    }
  }

  private boolean isThere() {
    boolean there =
        !goal.isEmpty() && tracks.stream().allMatch(t -> t.position().equals(goal.get(t.channel)));
    if (there) {
      arrived.complete(null);
    }
    return there;
  }

  private Track track(String channel) {
    return tracks.stream().filter(t -> t.channel.equals(channel)).findFirst().orElseThrow();
  }

  /** All positions; {@code -:0} where one is not known, and nothing when none is. */
  private String since() {
    return tracks.stream().allMatch(t -> t.position().isEmpty())
        ? ""
        : tracks.stream()
            .map(t -> t.position().isEmpty() ? "-:0" : t.position())
            .collect(Collectors.joining(","));
  }

  private String path() {
    return tracks.stream()
        .map(t -> "&channel=" + t.channel)
        .collect(Collectors.joining("", "/channels?format=json", ""));
  }

  /** What the JDK's WebSocket tells, one call after the other. */
  private final class Hearing implements WebSocket.Listener {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final AtomicInteger messages = new AtomicInteger();

    /**
     * The JDK's client does not tell of an end in the middle of a frame, so a connection that is
     * silent for long is left.
     */
    void awaitEnd() throws IOException, InterruptedException, ExecutionException {
      int before = -1;
      while (messages.get() > before) {
        before = messages.get();
        try {
          ended.get(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          // Looks again.
        }
      }
      throw new IOException("silent");
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.incrementAndGet();
        try {
          take(Parsed.json(text.toString()));
        } catch (RuntimeException | AssertionError e) {
          ended.completeExceptionally(e instanceof AssertionError ? e : new AssertionError(e));
          return null;
        }
        text.setLength(0);
        if (isThere()) {
          ended.complete(null);
        }
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      ended.completeExceptionally(new CompletionException(new IOException(code + " " + reason)));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.completeExceptionally(error);
    }
  }
}
