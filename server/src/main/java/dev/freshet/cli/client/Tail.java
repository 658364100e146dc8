package dev.freshet.cli.client;

import dev.freshet.model.Position;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hears channels for as long as it is wanted: comes back after a loss with growing, jittered
 * pauses, resumes where it was, and hands no publication over twice. For one thread.
 */
public final class Tail {

  /** Over which protocol. */
  public enum Transport {
    /** Server-Sent Events. */
    SSE,
    /** WebSocket. */
    WEBSOCKET
  }

  /** Who wants to hear; called on the thread of {@link #run}. */
  public interface Audience {

    /**
     * A publication, each once and in its channel's order.
     *
     * @return false when no more is wanted
     */
    boolean hear(Message message);

    /**
     * What was published up to this position of the channel cannot be had any more.
     *
     * @param now null when the channel keeps no history
     */
    void pastGone(String channel, @Nullable Position now);

    /** What happens to the connection, in a line for people. */
    void note(String text);

    /**
     * Nothing more has come yet: a good time to flush.
     *
     * @return false when no more is wanted
     */
    boolean idle();
  }

  /** A connection that lived so long was a success, even if nothing was heard. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Stream stream;
  private final Endpoint endpoint;
  private final Backoff backoff;
  private final Pause pause;
  private final int attempts;
  private final Ear ear;

  /**
   * Not yet connected.
   *
   * @param what which channels, and how
   * @param attempts give up after so many failed attempts in a row; 0 for never
   */
  public Tail(
      HttpClient http,
      Endpoint endpoint,
      What what,
      int attempts,
      Backoff backoff,
      Pause pause,
      Audience audience) {
    this.stream =
        switch (what.transport()) {
          case SSE ->
              new EventStream(http, endpoint, what.channels(), what.since(), what.silence());
          case WEBSOCKET ->
              new SocketStream(http, endpoint, what.channels(), what.since(), what.silence());
        };
    this.endpoint = endpoint;
    this.attempts = attempts;
    this.backoff = backoff;
    this.pause = pause;
    this.ear = new Ear(audience);
  }

  /**
   * What to hear.
   *
   * @param channels at least one name
   * @param since a position, a list of positions in the order of the channels, {@code earliest}, or
   *     empty for the present
   * @param silence after how long without a sign of life the connection counts as lost
   */
  public record What(Transport transport, List<String> channels, String since, Duration silence) {}

  /**
   * Returns when the audience has enough.
   *
   * @throws ClientFault when coming back would not help, or was tried often enough
   * @throws InterruptedException when the program is asked to end
   */
  public void run() throws ClientFault, InterruptedException {
    while (true) {
      long start = pause.nanos();
      Ending ending = stream.follow(ear);
      if (ear.connected && pause.nanos() - start > SETTLED.toNanos()) {
        backoff.reset();
      }
      switch (ending.kind()) {
        case ENOUGH -> {
          return;
        }
        case REFUSED -> throw new ClientFault(ending.text());
        case LOST -> comeBack(ending);
      }
    }
  }

  private void comeBack(Ending ending) throws ClientFault, InterruptedException {
    String what = (ear.connected ? "lost " : "cannot hear ") + endpoint + ": " + ending.text();
    ear.connected = false;
    Duration wait = backoff.next(ending.retryAfter());
    if (attempts > 0 && backoff.failures() >= attempts) {
      throw new ClientFault(what + "; gave up after attempt " + backoff.failures());
    }
    ear.audience.note(
        String.format(Locale.ROOT, "%s; trying again in %.1f s", what, wait.toMillis() / 1000.0));
    pause.await(wait);
  }

  /** Between stream and audience: leaves out what was heard already. */
  private final class Ear implements Stream.Listener {
    private final Audience audience;
    private final Map<String, Position> heard = new HashMap<>();
    private boolean before;
    private boolean connected;

    Ear(Audience audience) {
      this.audience = audience;
    }

    @Override
    public void opened(String since) {
      connected = true;
      String how =
          since.isEmpty()
              ? before ? "connected again to %s, at the present" : "connected to %s"
              : before ? "connected again to %s, resuming after %s" : "connected to %s, from %s";
      audience.note(how.formatted(endpoint, since));
      // No reset of the pauses here: a server that accepts and closes at once must not be asked
      // again and again in step.
      before = true;
    }

    @Override
    public boolean message(Message message) {
      backoff.reset();
      if (message.offset() > 0) {
        Position last = heard.get(message.channel());
        if (last != null
            && last.epoch().equals(message.epoch())
            && message.offset() <= last.offset()) {
          return true;
        }
        heard.put(message.channel(), new Position(message.epoch(), message.offset()));
      }
      return audience.hear(message);
    }

    @Override
    public void reset(String channel, @Nullable Position now) {
      backoff.reset();
      if (now == null) {
        heard.remove(channel);
      } else {
        heard.put(channel, now);
      }
      audience.pastGone(channel, now);
    }

    @Override
    public void comeBackAfter(Duration time) {
      backoff.first(time);
    }

    @Override
    public void note(String text) {
      audience.note(text);
    }

    @Override
    public boolean idle() {
      return audience.idle();
    }
  }
}
