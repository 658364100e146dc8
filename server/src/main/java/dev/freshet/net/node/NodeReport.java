package dev.freshet.net.node;

import dev.freshet.cluster.Nodes.Node;
import dev.freshet.cluster.Nodes.State;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Loops;
import dev.freshet.net.http.Gate;
import dev.freshet.session.Apps;
import dev.freshet.session.Probe;
import java.time.Instant;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What this node says of itself. From any thread; never blocks. */
public final class NodeReport implements Supplier<Node> {
  /** Up to this an event loop counts as idle; twice as late is half as able. */
  private static final double UNHURRIED_SECONDS = 0.05;

  private final Identity identity;
  private final Parts parts;
  private final int acceptRate;

  /** What the last probe found; written by whoever it came to its end on. */
  private volatile boolean healthy;

  /**
   * Who the node is.
   *
   * @param id for one life of the process
   * @param name what people call it
   */
  public record Identity(String id, String name, String version, String commit, Instant started) {}

  /**
   * Where it looks.
   *
   * @param socketsMax how many sockets clients may have open
   */
  public record Parts(
      Apps apps,
      ConnectionServices connections,
      Loops loops,
      Probe probe,
      Gate gate,
      Drainer drainer,
      int socketsMax) {}

  /**
   * Not ready until {@link #look}.
   *
   * @param acceptRate how many connections a second it takes when it has nothing else to do
   */
  public NodeReport(Identity identity, Parts parts, int acceptRate) {
    this.identity = identity;
    this.parts = parts;
    this.acceptRate = acceptRate;
  }

  /** Has a probe find out whether the node does its work; its outcome is in later reports. */
  public void look() {
    var _ = parts.probe().send().thenAccept(outcome -> healthy = outcome.failed() == null);
  }

  @Override
  public Node get() {
    var byApp = new TreeMap<String, Integer>();
    for (var tenant : parts.apps().all()) {
      int connections = tenant.connections();
      if (connections > 0) {
        byApp.put(tenant.app().id(), connections);
      }
    }
    State state = state();
    double lag = parts.loops().lagNanos() / 1e9;
    return new Node(
        identity.id(),
        identity.name(),
        identity.version(),
        identity.commit(),
        identity.started(),
        state,
        parts.connections().open(),
        connectionsMax(),
        state == State.READY ? able(acceptRate, lag) : 0,
        parts.drainer().leaveRate(),
        lag,
        byApp);
  }

  private State state() {
    if (!parts.gate().isOpen()) {
      return State.DRAINING;
    }
    return healthy ? State.READY : State.NOT_READY;
  }

  /** What the process may open and the apps may use. */
  private int connectionsMax() {
    long apps =
        parts.apps().all().stream().mapToLong(tenant -> tenant.app().limits().connections()).sum();
    return Math.clamp(Math.min(apps, parts.socketsMax()), 0, Integer.MAX_VALUE);
  }

  /**
   * What a node can take whose loops are late: all of it up to 50 ms, then less in proportion, half
   * of it at 100 ms and a tenth at 500 ms.
   */
  static int able(int rate, double lag) {
    return (int) Math.ceil(rate * Math.min(1, UNHURRIED_SECONDS / Math.max(lag, 1e-9)));
  }
}
