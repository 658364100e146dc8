package dev.freshet.tools.plan.emit;

import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.unit.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HAProxy's configuration, and what its machine must allow. */
final class BalancerFiles {
  /**
   * Resident bytes of HAProxy 2.6 for a client, as docs/guides/behind-a-load-balancer.md has them.
   */
  private static final double CLIENT = 4_297;

  /** The kernel's for both sockets of a client, as the same page has them. */
  private static final double SOCKETS = 10_000;

  private final Layout layout;
  private final long most;

  BalancerFiles(Layout layout) {
    this.layout = layout;
    long holds = layout.balancerHolds();
    this.most = holds + holds / 10;
  }

  List<TextFile> files() {
    if (!layout.isBalanced()) {
      return List.of();
    }
    var files = new ArrayList<TextFile>();
    files.add(configuration());
    files.add(
        new TextFile(
            "haproxy/haproxy.service.d/50-limits.conf",
            layout.head("For /etc/systemd/system/haproxy.service.d on a balancer's machine")
                + """

                [Service]
                # Two for each of the %,d clients, and a reserve; fs.nr_open must be as high first.
                LimitNOFILE=%d
                """
                    .formatted(most, openFiles()),
            ""));
    files.add(
        new TextFile(
            "haproxy/sysctl.d/90-haproxy.conf",
            sysctl(),
            "sysctl --dry-run -p haproxy/sysctl.d/90-haproxy.conf"));
    return files;
  }

  private long openFiles() {
    return 2 * most + 1_000;
  }

  private TextFile configuration() {
    boolean tls = layout.tls();
    Deployed file =
        Deployed.file(tls ? "haproxy/haproxy-tls-passthrough.cfg" : "haproxy/haproxy.cfg")
            .head("global", head())
            .replace(
                tls
                    ? "^    # See haproxy\\.cfg for[\\s\\S]*?$"
                    : "^    # Connections from clients\\. Each takes[\\s\\S]*?(?=^    maxconn)",
                tls ? "    # A reload hands the listening sockets over by this socket." : maxconn())
            .replace(
                "^    maxconn .*\n", (tls ? maxconn() : "") + "    maxconn %d\n".formatted(most))
            .replace("(?:^    server node.*\n)+", nodes());
    if (!tls) {
      file.replace("node\\[1-3\\]", "node[1-9][0-9]*");
    }
    return new TextFile("haproxy/haproxy.cfg", file.text(), "haproxy -c -f haproxy/haproxy.cfg");
  }

  private String head() {
    String where =
        layout.isAlone()
            ? "# It runs on the node's machine and ends TLS for it.\n"
            : """
            # %d of them, one to spare, at addresses of %s; DNS names them all, or an address moves among
            # them. With one lost each of the others has %,d clients. Instead of these a balancer that one
            # rents will do, if it passes TCP through and speaks the PROXY protocol, version 2.
            """
                .formatted(layout.balancers(), Layout.BALANCERS, layout.balancerHolds());
    return layout.head("HAProxy 2.6 or newer: /etc/haproxy/haproxy.cfg")
        + where
        + "# docs/guides/behind-a-load-balancer.md explains every choice.\n#\n"
        + "# Change: the addresses of the nodes, in each backend; "
        + (layout.tls()
            ? "the authority that signed their certificate;\n# the name in it, "
            : "the certificate;\n# the name, ")
        + Layout.NAME
        + ".\n";
  }

  private String maxconn() {
    return String.format(
        Locale.ROOT,
        """
            # Clients: %,d when another balancer is lost, and a tenth more. Each takes two open files:
            #   files  = 2 * %,d + 1,000  =  LimitNOFILE=%d, see haproxy.service.d
            #   ports  = %,d towards each node, of 64,512 with sysctl.d/90-haproxy.conf
            #   memory = %s of this process and about %s of the kernel%s
        """,
        layout.balancerHolds(),
        most,
        openFiles(),
        Math.max(1, layout.holds() / Math.max(1, layout.balancers() - 1)),
        new Bytes(CLIENT * most).text(),
        new Bytes(SOCKETS * most).text(),
        layout.tls() ? "" : "; TLS comes on top");
  }

  private String nodes() {
    var lines = new StringBuilder();
    for (int i = 1; i <= layout.nodes().count(); i++) {
      lines.append("    server node%d %s:%d\n".formatted(i, layout.node(i), Layout.PORT));
    }
    return lines.toString();
  }

  private String sysctl() {
    var text = new StringBuilder(layout.head("For /etc/sysctl.d on a balancer's machine"));
    text.append(
        """

        # Ports towards nodes: one for each client, of each node's address.
        net.ipv4.ip_local_port_range = 1024 65535

        # Connections that wait until HAProxy accepts them.
        net.core.somaxconn = 65535
        """);
    if (openFiles() > 1_048_576) {
      text.append(
          "\n# No limit of open files can be set above this; Linux has 1048576.\nfs.nr_open = %d\n"
              .formatted(openFiles()));
    }
    return text.toString();
  }
}
