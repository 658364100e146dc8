package dev.freshet.tools.plan.emit;

import dev.freshet.config.Setting;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.emit.Emission;
import dev.freshet.tools.doctor.emit.Sizes;
import dev.freshet.tools.files.TextFile;
import java.util.ArrayList;
import java.util.List;

/** A node's unit, and what doctor writes for as many connections: limits, kernel, containers. */
final class SystemFiles {
  /** How much longer systemd waits than the server takes. */
  private static final int MORE = 15;

  /** What the launcher gives the heap. */
  private static final double HEAP_SHARE = 0.4;

  private static final double LEAST = 1L << 30;

  private final Layout layout;

  SystemFiles(Layout layout) {
    this.layout = layout;
  }

  List<TextFile> files() {
    var files = new ArrayList<TextFile>();
    files.add(unit());
    files.addAll(limits());
    return files;
  }

  private TextFile unit() {
    String head =
        layout.head("A systemd unit: /etc/systemd/system/freshet.service, and the folder beside it")
            + """
            # It expects
            #   /opt/freshet/freshet, /opt/freshet/freshet.jar        the launcher and the jar
            #   /etc/freshet/freshet.yaml, /etc/freshet/secrets.env   both written beside this, mode 600
            #
            #   useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin freshet
            #   systemctl daemon-reload && systemctl enable --now freshet
            """;
    String text =
        Deployed.file("freshet.service")
            .head("[Unit]", head)
            .replace(
                "^# A connection is an open file[\\s\\S]*?^LimitNOFILE=.*$",
                """
                # LimitNOFILE, server.backlog and the heap are in freshet.service.d/50-limits.conf.
                # Nodes with one freshet.yaml are told apart by the names of their machines.
                Environment=FRESHET_NODE_NAME=%H\
                """)
            .replace(
                "^# Longer than stop.timeout\\..*$",
                "# Longer than stop.timeout in freshet.yaml. A JVM that was asked to stop ends with 143.")
            .replace(
                "^TimeoutStopSec=.*$", "TimeoutStopSec=" + (NodeConfig.stopTimeout(layout) + MORE))
            .text();
    return new TextFile("freshet.service", text, "systemd-analyze verify freshet.service");
  }

  private List<TextFile> limits() {
    long holds = layout.holds();
    var settings =
        new ServerSettings(
            Layout.PORT,
            number(Setting.SERVER_BACKLOG),
            layout.tls(),
            layout.isBalanced(),
            // freshet.yaml says it.
            Long.MAX_VALUE,
            0,
            number(Setting.SERVER_DESCRIPTOR_RESERVE));
    return Emission.planned(settings, holds, sizes()).files().files();
  }

  /**
   * What was planned, in containers at least a GiB, and so much that the heap's share is enough.
   */
  private Sizes sizes() {
    double heap = layout.nodes().heap().count();
    boolean named = heap > HEAP_SHARE * layout.nodes().instance().memory().count();
    double memory = Math.max(LEAST, layout.nodes().memoryTotal().count());
    return new Sizes(
        (long) Math.ceil(heap),
        (long) Math.ceil(named ? memory : Math.max(memory, heap / HEAP_SHARE)),
        true,
        named);
  }

  private static int number(Setting setting) {
    return Integer.parseInt(setting.standard());
  }
}
