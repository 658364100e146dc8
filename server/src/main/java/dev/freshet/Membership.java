package dev.freshet;

import dev.freshet.cli.process.Build;
import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.drain.DrainPlan;
import dev.freshet.cluster.drain.Moves;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Secret;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Departure;
import dev.freshet.net.Loops;
import dev.freshet.net.api.Api;
import dev.freshet.net.http.Gate;
import dev.freshet.net.node.Drainer;
import dev.freshet.net.node.Drill;
import dev.freshet.net.node.NodeReport;
import dev.freshet.session.Apps;
import dev.freshet.session.Probe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** This node among the others: makes itself known, carries orders out, and leaves. */
final class Membership implements AutoCloseable {
  private final Nodes nodes;
  private final Settings settings;
  private final Gate gate = new Gate();
  private final Departure departure;
  private final Drainer drainer;
  private final Moves moves;

  /**
   * How the node would leave now.
   *
   * @param window over which its connections are sent away
   * @param text that in words
   */
  record Leave(Duration window, String text) {}

  /** Not yet known to anybody. */
  Membership(Nodes nodes, Loops loops, Settings settings) {
    this.nodes = nodes;
    this.settings = settings;
    departure = new Departure(loops, settings.duration(Setting.HTTP_RETRY).toMillis());
    drainer = new Drainer(departure, gate, settings.duration(Setting.DRAIN_NOTICE), this::reason);
    moves =
        new Moves(
            nodes,
            new Moves.Bounds(
                settings.duration(Setting.DRAIN_LONGEST),
                settings.number(Setting.DRAIN_TOLERANCE),
                settings.number(Setting.DRAIN_ACCEPT_RATE)));
  }

  /** All nodes. */
  Nodes nodes() {
    return nodes;
  }

  /** What the HTTP resources of operators work with. */
  Api.Operators operators() {
    String secret = settings.text(Setting.ADMIN_SECRET);
    return new Api.Operators(
        gate, moves, new Drill(departure::drop), secret.isEmpty() ? null : Secret.of(secret));
  }

  /** The other parts that a report on this node is made of. */
  record Parts(
      Apps apps,
      ConnectionServices connections,
      Loops loops,
      Probe probe,
      int socketsMax,
      Metrics metrics) {}

  /**
   * Makes the node known.
   *
   * @param address where it listens
   * @param upkeep has it look at itself once a second
   */
  void start(Parts parts, InetSocketAddress address, Build build, ScheduledExecutorService upkeep) {
    var report =
        new NodeReport(
            new NodeReport.Identity(
                nodes.id(), name(address), build.version(), build.commit(), Instant.now()),
            new NodeReport.Parts(
                parts.apps(),
                parts.connections(),
                parts.loops(),
                parts.probe(),
                gate,
                drainer,
                parts.socketsMax()),
            settings.number(Setting.DRAIN_ACCEPT_RATE));
    var _ = upkeep.scheduleWithFixedDelay(report::look, 0, 1, TimeUnit.SECONDS);
    nodes.start(report, drainer);
    for (Nodes.State state : Nodes.State.values()) {
      parts
          .metrics()
          .gauge(
              Metric.NODES,
              () -> nodes.known().stream().filter(node -> node.state() == state).count(),
              state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    parts.metrics().gauge(Metric.CONNECTIONS_MAX, () -> report.get().connectionsMax());
    parts.metrics().gauge(Metric.ACCEPT_RATE, () -> report.get().acceptRate());
    parts.metrics().gauge(Metric.LEAVE_RATE, drainer::leaveRate);
  }

  private String name(InetSocketAddress address) {
    String name = settings.text(Setting.NODE_NAME);
    return name.isEmpty() ? host(address) + ":" + address.getPort() : name;
  }

  private static String host(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host.isAnyLocalAddress()) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException _) {
        // A machine that does not know its own name; the address is as good as any.
      }
    }
    String text = host.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  /** What connections are told: come back at once only where somebody takes them. */
  private CloseReason reason() {
    boolean taken =
        nodes.known().stream()
            .anyMatch(node ->
                !node.id().equals(nodes.id())
                    && node.state() == Nodes.State.READY
                    && node.room() > 0);
    return taken ? CloseReason.MOVED : CloseReason.GOING_AWAY;
  }

  /**
   * How the node would leave now: at the rate that the others can take, or over the stop window
   * where that is slower or there is nobody else.
   */
  Leave leave() {
    Duration window = settings.duration(Setting.STOP_WINDOW);
    if (reason() == CloseReason.GOING_AWAY) {
      return new Leave(window, "connections are sent away over %d s".formatted(window.toSeconds()));
    }
    DrainPlan plan = moves.leave();
    long most =
        Math.max(window.toSeconds(), settings.duration(Setting.STOP_TIMEOUT).toSeconds() * 4 / 5);
    long seconds = Math.clamp(plan.seconds(), window.toSeconds(), most);
    return new Leave(Duration.ofSeconds(seconds), plan.over(seconds).text());
  }

  /** Nothing is taken any more, and nothing is carried out. */
  void stop() {
    gate.stop();
    drainer.close();
  }

  /** As {@link Departure#stop}, with what connections are told. */
  int depart(Duration window, Duration deadline, IntConsumer progress) throws InterruptedException {
    return departure.stop(window, deadline, this::reason, progress);
  }

  /** Tells the others that the node is gone. */
  @Override
  public void close() {
    drainer.close();
    nodes.close();
  }
}
