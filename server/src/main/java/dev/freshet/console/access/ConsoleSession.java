package dev.freshet.console.access;

import dev.freshet.model.Secret;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody who entered the console, until they leave. From any thread. */
public final class ConsoleSession {
  /** How many event streams one session may have open. */
  public static final int STREAMS_MAX = 16;

  /** How many wrong secrets end a session: then logging in bounds how fast one may guess. */
  private static final int MISSES_MAX = 10;

  private final String user;
  private final Way way;
  private final String csrf;
  private final Secret csrfSecret;
  private final long ends;
  private final Set<Runnable> streams = new HashSet<>();

  /** When it was last used; guarded by the table of sessions. */
  long used;

  private boolean ended;
  private int misses;

  /**
   * Just begun.
   *
   * @param user who it is
   * @param csrf what requests that change something must show
   * @param now milliseconds since 1970
   * @param ends when it is over at the latest, milliseconds since 1970
   */
  ConsoleSession(String user, Way way, String csrf, long now, long ends) {
    this.user = user;
    this.way = way;
    this.csrf = csrf;
    this.csrfSecret = Secret.of(csrf);
    this.used = now;
    this.ends = ends;
  }

  /** Who it is. */
  public String user() {
    return user;
  }

  /** How they entered. */
  public Way way() {
    return way;
  }

  /** What requests that change something must show; told to pages of this site alone. */
  public String csrf() {
    return csrf;
  }

  /** When it is over at the latest, milliseconds since 1970. */
  public long ends() {
    return ends;
  }

  /** Whether a request shows the right {@link #csrf}; in constant time. */
  boolean showsCsrf(@Nullable String shown) {
    return shown != null && csrfSecret.matches(shown);
  }

  /**
   * Ties an event stream to the session.
   *
   * @param close ends the stream; called on any thread when the session ends
   * @return false when there are too many already, or the session is over
   */
  public synchronized boolean open(Runnable close) {
    return !ended && streams.size() < STREAMS_MAX && streams.add(close);
  }

  /** Whether one stream more may be opened. */
  public synchronized boolean hasRoom() {
    return !ended && streams.size() < STREAMS_MAX;
  }

  /** The stream is over. */
  public synchronized void closed(Runnable close) {
    streams.remove(close);
  }

  /** Whether an event stream is open, which keeps the session from being idle. */
  synchronized boolean isWatching() {
    return !streams.isEmpty();
  }

  /** A secret was shown that was wrong. */
  synchronized boolean missed() {
    return ++misses >= MISSES_MAX;
  }

  /** Ends the streams. */
  void end() {
    Set<Runnable> open;
    synchronized (this) {
      ended = true;
      open = Set.copyOf(streams);
      streams.clear();
    }
    open.forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return user + " by " + way.word();
  }
}
