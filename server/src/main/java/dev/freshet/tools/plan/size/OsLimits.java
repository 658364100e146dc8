package dev.freshet.tools.plan.size;

import dev.freshet.tools.doctor.capacity.Needs;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.plan.unit.Connections;
import java.util.List;

/** The limits of the operating system that a node needs: what doctor asks for that number. */
final class OsLimits {
  /** Defaults of the settings of those names. */
  private static final int PORT = 8080;

  private static final int BACKLOG = 4096;
  private static final long RESERVE = 1000;

  private OsLimits() {}

  static List<OsLimit> of(Connections connections, boolean tls, boolean proxied) {
    long count = connections.count();
    var needs =
        new Needs(count, new ServerSettings(PORT, BACKLOG, tls, proxied, count, 0, RESERVE));
    return List.of(
        new OsLimit(
            "LimitNOFILE",
            needs.openFiles(),
            "in the systemd unit: one for each connection, a tenth for those that are closing, a"
                + " reserve; limits.conf is not read for services"),
        new OsLimit("fs.nr_open", needs.openFiles(), "no process may be allowed more than this"),
        new OsLimit("fs.file-max", needs.systemFiles(0), "files of all processes"),
        new OsLimit(
            "net.core.somaxconn",
            needs.queue(),
            "connections that wait to be accepted; server.backlog must be as large"),
        new OsLimit("server.backlog", needs.queue(), "the server's own part of the same queue"),
        new OsLimit(
            "net.ipv4.tcp_syncookies", 1, "cookies when a queue is full, instead of dropping"),
        new OsLimit(
            "net.ipv4.tcp_max_tw_buckets",
            Math.max(count, 1),
            "room for every connection when the server closes them all"),
        new OsLimit(
            "net.netfilter.nf_conntrack_max",
            needs.conntrack(),
            "only where connections are tracked; better to exempt the port"),
        new OsLimit("limits.connections", Math.max(count, 1), "of the app, in freshet.yaml"));
  }
}
