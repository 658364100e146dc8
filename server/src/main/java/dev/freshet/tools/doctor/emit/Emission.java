package dev.freshet.tools.doctor.emit;

import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.Machine;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The files of one target: for logins, systemd, the kernel, Docker and Kubernetes. */
public final class Emission {
  private final SequencedMap<String, String> files = new LinkedHashMap<>();

  /**
   * For a machine.
   *
   * @param connections how many it should hold
   */
  public Emission(Machine machine, ServerSettings settings, long connections) {
    Wanted wanted = Wanted.of(machine, settings, connections);
    files.put("limits.d/90-freshet.conf", limits(wanted));
    files.put("freshet.service.d/50-limits.conf", dropIn(wanted));
    files.put("sysctl.d/90-freshet.conf", SysctlFile.of(wanted));
    files.put("docker/compose.override.yaml", ContainerFiles.compose(wanted));
    files.put("kubernetes/patch.yaml", ContainerFiles.kubernetes(wanted));
  }

  /** Texts by the path of their file. */
  public Map<String, String> files() {
    return files;
  }

  /**
   * Writes them.
   *
   * @param force whether files that are there may be overwritten
   * @return what was written
   * @throws FileAlreadyExistsException when one is there and may not be; none is written then
   */
  public List<Path> write(Path folder, boolean force) throws IOException {
    var written = new ArrayList<Path>();
    for (String name : files.keySet()) {
      Path file = folder.resolve(name);
      if (!force && Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path file = folder.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
      written.add(file);
    }
    return written;
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
    text.append(
        """

        # By the figures that were measured: %d MiB of heap, %d MiB of memory in all, without TLS and
        # without what waits for slow clients. The launcher gives the heap 40 %%; to give it a size:
        # Environment=FRESHET_JAVA_OPTS=-Xmx%1$dm
        """
            .formatted((wanted.needs().heap() >> 20) + 1, wanted.memoryMib()));
    return text.toString();
  }
}
