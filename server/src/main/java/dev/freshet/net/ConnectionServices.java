package dev.freshet.net;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.CloseReason;
import dev.freshet.session.Session;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What all connections share: their bounds, and where they are counted. From any loop. */
public final class ConnectionServices {
  private static final Incident FAILURE =
      new Incident(
          System.getLogger(Connection.class.getName()),
          System.Logger.Level.WARNING,
          "a connection failed");

  private final ConnectionSettings settings;
  private final Metrics metrics;
  private final LongAdder open = new LongAdder();
  private final Count heartbeats;
  private final Count dead;
  private final Count slowReaders;
  private final Count dropped;
  private final Count conflated;

  /** Counts into these numbers. */
  public ConnectionServices(ConnectionSettings settings, Metrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.heartbeats = metrics.count(Metric.HEARTBEATS);
    this.dead = metrics.count(Metric.PEERS_DEAD);
    this.slowReaders = metrics.count(Metric.SLOW_READERS_CLOSED);
    this.dropped = metrics.count(Metric.PUBLICATIONS_DROPPED);
    this.conflated = metrics.count(Metric.PUBLICATIONS_CONFLATED);
  }

  ConnectionSettings settings() {
    return settings;
  }

  /** How many connections are open, those of apps that are gone included; from any thread. */
  public int open() {
    return Math.clamp(open.sum(), 0, Integer.MAX_VALUE);
  }

  void opened(Session session) {
    open.increment();
    String app = session.tenant().app().id();
    String dialect = session.dialect().name();
    metrics.count(Metric.CONNECTIONS, app, dialect).add(1);
    metrics.count(Metric.CONNECTIONS_OPENED, app, dialect).increment();
  }

  void closed(Session session, CloseReason reason) {
    open.decrement();
    String app = session.tenant().app().id();
    metrics.count(Metric.CONNECTIONS, app, session.dialect().name()).add(-1);
    session.tenant().leave();
    metrics
        .count(
            Metric.CONNECTIONS_CLOSED,
            app,
            reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }

  void dead() {
    dead.increment();
  }

  void slowReader() {
    slowReaders.increment();
  }

  /** Counts what was let go since the last call. */
  void let(Backlog backlog) {
    int droppedNow = backlog.takeDropped();
    if (droppedNow > 0) {
      dropped.add(droppedNow);
    }
    int conflatedNow = backlog.takeConflated();
    if (conflatedNow > 0) {
      conflated.add(conflatedNow);
    }
  }

  /** What a connection ends for; a peer that went away is not worth a line. */
  CloseReason failed(Throwable cause) {
    if (cause instanceof IOException) {
      return CloseReason.NORMAL;
    }
    FAILURE.happened(cause);
    return CloseReason.INTERNAL;
  }
}
