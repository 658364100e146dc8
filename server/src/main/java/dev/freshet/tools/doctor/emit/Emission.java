package dev.freshet.tools.doctor.emit;

import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.files.FileSet;
import dev.freshet.tools.files.TextFile;
import java.util.List;

/** The files of one target: for logins, systemd, the kernel, Docker and Kubernetes. */
public final class Emission {
  private final FileSet files;

  /**
   * For a machine.
   *
   * @param connections how many it should hold
   */
  public Emission(Machine machine, ServerSettings settings, long connections) {
    this(Wanted.of(machine, settings, connections));
  }

  private Emission(Wanted wanted) {
    // Their checks need other files of a plan; doctor's stand alone.
    boolean whole = wanted.sizes().planned();
    this.files =
        new FileSet(
            List.of(
                new TextFile("limits.d/90-freshet.conf", limits(wanted), ""),
                new TextFile(
                    "freshet.service.d/50-limits.conf",
                    dropIn(wanted),
                    whole ? "systemd-analyze verify freshet.service" : ""),
                new TextFile(
                    "sysctl.d/90-freshet.conf",
                    SysctlFile.of(wanted),
                    "sysctl --dry-run -p sysctl.d/90-freshet.conf"),
                new TextFile(
                    "docker/compose.override.yaml",
                    ContainerFiles.compose(wanted),
                    whole
                        ? "HOSTNAME=node1 docker compose -f docker/compose.yaml -f docker/compose.override.yaml config"
                        : ""),
                new TextFile(
                    "kubernetes/patch.yaml",
                    ContainerFiles.kubernetes(wanted),
                    whole ? "kubectl kustomize ." : "")));
  }

  /**
   * For machines that are not known yet.
   *
   * @param connections how many each should hold
   * @param sizes what was planned for each
   */
  public static Emission planned(ServerSettings settings, long connections, Sizes sizes) {
    return new Emission(Wanted.planned(settings, connections, sizes));
  }

  /** The files. */
  public FileSet files() {
    return files;
  }

  private static String limits(Wanted wanted) {
    return wanted.head("For /etc/security/limits.d, see limits.conf(5)")
        + """

        # For logins only: systemd does not read this for services, use the drop-in there. A value
        # above fs.nr_open cannot be set; * would not be for root.
        freshet soft nofile %1$d
        freshet hard nofile %1$d
        """
            .formatted(wanted.openFiles());
  }

  private static String dropIn(Wanted wanted) {
    var text = new StringBuilder(wanted.head("For /etc/systemd/system/freshet.service.d"));
    text.append(
        """
        # Taken by: systemctl daemon-reload, then systemctl restart freshet

        [Service]
        # One for each connection, a tenth more for those that are closing, and a reserve for files,
        # Redis and diagnostics. fs.nr_open must be as high first.
        LimitNOFILE=%d

        # Connections that wait until they are accepted; net.core.somaxconn must be as large.
        Environment=FRESHET_SERVER_BACKLOG=%d
        """
            .formatted(wanted.openFiles(), wanted.backlog()));
    wanted
        .appConnections()
        .ifPresent(count ->
            text.append(
                """

                # For apps that name no limit of their own.
                Environment=FRESHET_LIMITS_CONNECTIONS=%d
                """
                    .formatted(count)));
    text.append(memory(wanted));
    return text.toString();
  }

  private static String memory(Wanted wanted) {
    Sizes sizes = wanted.sizes();
    String how =
        sizes.planned()
            ? "\n# As it was planned part by part: %d MiB of heap, %d MiB of memory in all."
            : "\n# By the figures that were measured: %d MiB of heap, %d MiB of memory in all, without TLS and\n"
                + "# without what waits for slow clients.";
    String what =
        sizes.named()
            ? " The launcher gives the heap\n# 40 %%, which is not enough:\nEnvironment"
            : " The launcher gives the heap\n# 40 %%; to give it a size:\n# Environment";
    return (how + what + "=FRESHET_JAVA_OPTS=-Xmx%1$dm\n")
        .formatted(sizes.heapMib(), wanted.memoryMib());
  }
}
