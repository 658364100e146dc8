package dev.freshet.tools.plan.emit;

import dev.freshet.config.Setting;
import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.size.MemoryPart;
import dev.freshet.tools.plan.size.StormPlan;
import dev.freshet.tools.plan.unit.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code freshet.yaml}, the same for all nodes, and the secrets that belong to it. */
final class NodeConfig {
  static final String CHECK = "(set -a; . ./secrets.env; freshet config check --config %s)";

  private static final String APP = "main";
  private static final long CHANNELS = 100;
  private static final long MESSAGE = 64L << 10;
  private static final long MESSAGE_MAX = 16L << 20;
  private static final long STREAMS = 1_000_000;
  private static final long STREAMS_MAX = 10_000_000;
  private static final long LIMIT_MAX = 10_000_000;
  private static final int SEEDS = 6;
  private static final long HOUR = 3_600;
  private static final long RETRY = 120;

  private final Layout layout;
  private final Secrets secrets;
  private final StringBuilder text = new StringBuilder();

  NodeConfig(Layout layout, Secrets secrets) {
    this.layout = layout;
    this.secrets = secrets;
  }

  /** For machines, behind HAProxy where there is one. */
  TextFile forMachines() {
    text.append(
        layout.head(
            "The configuration of every node: /etc/freshet/freshet.yaml, secrets.env beside it"));
    text.append("\nserver:\n");
    if (layout.isAlone() && !layout.tls()) {
      line("Only HAProxy on the same machine talks to it.", "host: 127.0.0.1");
    } else {
      line("All addresses; a firewall keeps the port from others than it is for.", "host: 0.0.0.0");
    }
    line("Needs no right. server.backlog is set beside LimitNOFILE.", "port: " + Layout.PORT);
    names();
    if (layout.isBalanced()) {
      line(
          "By it HAProxy says which address a client has; nobody else is believed, or let in.",
          "proxy-protocol: v2",
          "trusted-proxies: [%s]".formatted(layout.proxies()));
    }
    tls();
    rest();
    return new TextFile("freshet.yaml", text.toString(), CHECK.formatted("freshet.yaml"));
  }

  /** For pods, which clients reach without HAProxy, and probes without a PROXY header. */
  TextFile forPods() {
    text.append(
        layout.head("The configuration of every pod; kustomization.yaml makes a ConfigMap of it"));
    text.append("\nserver:\n");
    line("All addresses of the pod.", "host: 0.0.0.0");
    line("service.yaml sends clients here, and probes ask here.", "port: " + Layout.PORT);
    names();
    tls();
    rest();
    return new TextFile(
        "kubernetes/freshet.yaml", text.toString(), CHECK.formatted("kubernetes/freshet.yaml"));
  }

  private void names() {
    line(
        "The names in the Host header; the second is for operators on the balancer's machine.",
        "hosts: [%s, 127.0.0.1]".formatted(Layout.NAME));
  }

  private void tls() {
    if (layout.tls()) {
      line(
          "Nodes end TLS. Their user, in a container the image's, must be able to read both files to"
              + " start. A full handshake costs least with an ECDSA key.",
          "tls:",
          "  certificate: /etc/freshet/tls/fullchain.pem",
          "  key: /etc/freshet/tls/privkey.pem");
    }
  }

  private void rest() {
    limits();
    storms();
    history();
    apps();
  }

  private void limits() {
    text.append("\nlimits:\n");
    long holds = layout.holds();
    line(
        "What a node must hold when another is lost, %s, and a tenth more."
            .formatted(layout.nodes().holds().text()),
        "connections: " + Math.clamp(holds + holds / 10, 1, LIMIT_MAX));
    if (layout.demand().subscriptions() > CHANNELS) {
      line(
          "Each connection hears %d.".formatted(layout.demand().subscriptions()),
          "channels-per-connection: " + Math.min(10_000, 2L * layout.demand().subscriptions()));
    }
    long bytes = (long) Math.ceil(layout.demand().payload().count());
    if (2 * bytes > MESSAGE) {
      line(
          "Messages have %,d bytes; as many again for longer ones.".formatted(bytes),
          "message-bytes: " + Math.min(MESSAGE_MAX, 2 * bytes));
      if (2 * bytes > 1L << 20) {
        text.append("\nhttp:\n");
        line("As large as limits.message-bytes.", "body-max: " + Math.min(MESSAGE_MAX, 2 * bytes));
      }
    }
  }

  private void storms() {
    StormPlan storm = layout.plan().region().storm();
    long window = seconds(storm.window().value());
    if (window > RETRY) {
      text.append("\nadmission:\n");
      line(
          "When everybody comes back at once the nodes need %s to let all in."
              .formatted(storm.window().text()),
          "retry-max: %ds".formatted(window));
    }
    long accept = (long) Math.clamp(storm.perNode().perSecond() / 2, 1, 1_000_000);
    text.append("\ndrain:\n");
    line(
        "Half of the %s handshakes a second that a node has CPU for beside its deliveries."
            .formatted(storm.perNode().text()),
        "accept-rate: " + accept);
    text.append("\nstop:\n");
    line(
        "At the rate that a deploy may move, %s a second, a node is empty after that."
            .formatted(storm.deployRate().text()),
        "window: %ds".formatted(stopWindow(layout)),
        "timeout: %ds".formatted(stopTimeout(layout)));
  }

  /** Over what time a node that stops sends its clients away. */
  static long stopWindow(Layout layout) {
    return seconds(layout.plan().region().storm().deployNode().value());
  }

  static long stopTimeout(Layout layout) {
    return stopWindow(layout) + 20;
  }

  private static long seconds(double value) {
    return Math.clamp((long) Math.ceil(value), 1, HOUR);
  }

  private void history() {
    double bytes =
        layout.nodes().memory().stream()
            .filter(part -> part.name().equals("history"))
            .map(MemoryPart::node)
            .mapToDouble(each -> each.count())
            .sum();
    if (bytes <= 0) {
      return;
    }
    text.append("\nhistory:\n");
    line(
        "%s channels of %s messages, with some more; the plan has room for it in the heap."
            .formatted(
                Figures.count((double) layout.demand().channels()),
                Figures.count(layout.demand().history())),
        "max-bytes: " + Math.max(1, (long) Math.ceil(bytes)));
    if (layout.demand().channels() > STREAMS) {
      line(
          "One for each channel.",
          "max-streams: " + Math.min(STREAMS_MAX, layout.demand().channels()));
    }
  }

  private void apps() {
    text.append(
        """

        # The app's secret, the operators' and Redis's password are in secrets.env.
        apps:
          - id: %s
            # Public: by it clients say which app they mean. Random, because nobody needs to guess it.
            key: %s
            channels:
              # Nothing is open: publishing needs the secret, subscribing a token.
              - pattern: "*"
                history-size: %d
        """
            .formatted(APP, secrets.key, layout.demand().history()));
    if (layout.demand().history() > 0) {
      text.append("        history-ttl: 1h\n");
    }
  }

  /** A line in a section, or several, with the reason before it. */
  private void line(String why, String... lines) {
    text.append("  # ").append(why).append('\n');
    for (String line : lines) {
      text.append("  ").append(line).append('\n');
    }
  }

  /** The variables with what must not be read by others. */
  TextFile variables() {
    var lines = new ArrayList<String>();
    lines.add("# What backends prove themselves with, and what tokens are signed with.");
    lines.add("FRESHET_APPS_%s_SECRET=%s".formatted(APP.toUpperCase(Locale.ROOT), secrets.app));
    lines.add("# What operators prove themselves with: freshet nodes, drain, rebalance.");
    lines.add(Setting.ADMIN_SECRET.variable() + "=" + secrets.admin);
    if (layout.tls()) {
      lines.add(
          "# What keys of TLS tickets are derived from, so that any node takes up a session.");
      lines.add(Setting.SERVER_TLS_TICKET_SECRET.variable() + "=" + secrets.tickets);
    }
    if (layout.hasRedis()) {
      lines.add("# Redis, with the password of its user freshet; see redis/users.acl.");
      lines.add(redis());
    }
    String text =
        layout.head(
                "Secrets of every node: /etc/freshet/secrets.env, mode 600, for systemd and Docker")
            + "# Random and made here: no other file has them, but for redis. Not into version control.\n\n"
            + String.join("\n", lines)
            + "\n";
    return new TextFile("secrets.env", text, CHECK.formatted("freshet.yaml"), true);
  }

  private String redis() {
    if (!layout.isCluster()) {
      return Setting.ENGINE_REDIS_URL.variable() + "=" + url(1);
    }
    var seeds = new ArrayList<String>();
    for (int i = 1; i <= Math.min(SEEDS, layout.redis().shards()); i++) {
      seeds.add(url(i));
    }
    return Setting.ENGINE_REDIS_CLUSTER.variable() + "=" + String.join(",", List.copyOf(seeds));
  }

  private String url(int number) {
    return "redis://%s:%s@%s:6379".formatted("freshet", secrets.redisNode, Layout.redis(number));
  }
}
