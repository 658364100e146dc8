package dev.freshet.session;

import dev.freshet.model.Problem;
import dev.freshet.model.Proof;
import dev.freshet.model.Refused;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An app at run time: its present settings, which a reload replaces, and what must outlive a
 * reload. From any thread.
 */
public final class Tenant {
  private final AtomicInteger connections = new AtomicInteger();
  private final RateBudget publishes = new RateBudget();
  private final RateBudget connects = new RateBudget();
  private volatile App app;
  private volatile boolean removed;

  private final ToIntFunction<String> elsewhere;

  Tenant(App app, ToIntFunction<String> elsewhere) {
    this.app = app;
    this.elsewhere = elsewhere;
  }

  /** The settings as they are now; ask again instead of keeping them. */
  public App app() {
    return app;
  }

  /** The rule of a channel. */
  public ChannelRule rule(String channel) {
    return app.rules().match(channel);
  }

  /** How many connections are open on this node. */
  public int connections() {
    return connections.get();
  }

  /**
   * Counts a connection in; {@link #leave} must follow when this returns.
   *
   * @throws Refused with {@link Problem#CONNECTION_LIMIT} or {@link Problem#CONNECT_RATE}, nothing
   *     being counted then
   */
  public void enter(long nowNanos) {
    App now = app;
    Refused refused = refusal(now, connections.incrementAndGet());
    int rate = now.limits().connectRate();
    if (refused == null && rate > 0 && !connects.take(rate, nowNanos)) {
      refused = new Refused(Problem.CONNECT_RATE, "the limit is " + rate + " connections a second");
    }
    if (refused != null) {
      connections.decrementAndGet();
      throw refused;
    }
  }

  private @Nullable Refused refusal(App now, int here) {
    int limit = now.limits().connections();
    if (here > limit) {
      return new Refused(Problem.CONNECTION_LIMIT, "the limit is " + limit + " connections");
    }
    int most = now.limits().clusterConnections();
    return most > 0 && (long) here + elsewhere.applyAsInt(now.id()) > most
        ? new Refused(
            Problem.CONNECTION_LIMIT, "the limit is " + most + " connections over all nodes")
        : null;
  }

  /** Counts a connection out. */
  public void leave() {
    connections.decrementAndGet();
  }

  /** Whether a reload took the app away; its connections are still there. */
  public boolean isRemoved() {
    return removed;
  }

  /**
   * Whether a backend that knows the app's secret signed this for a connection.
   *
   * @param connection its id
   */
  public boolean proves(Proof proof, String connection) {
    App now = app;
    byte[] signed = (connection + proof.suffix()).getBytes(StandardCharsets.UTF_8);
    return proof.key().equals(now.key()) && now.secret().signed(signed, proof.signature());
  }

  /** Whether one publication more may be made now. */
  boolean mayPublish(long nowNanos) {
    int rate = app.limits().publishRate();
    return rate == 0 || publishes.take(rate, nowNanos);
  }

  void replace(@Nullable App next) {
    if (next == null) {
      removed = true;
    } else {
      app = next;
      removed = false;
    }
  }
}
