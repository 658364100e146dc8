package dev.freshet.tools.doctor.emit;

import dev.freshet.tools.doctor.capacity.Words;
import dev.freshet.tools.proc.Numbers;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A file for /etc/sysctl.d, see sysctl.d(5). */
final class SysctlFile {
  /**
   * What Linux (6.12, ip-sysctl.rst and fs.rst of its documentation) and systemd, for all files,
   * set by themselves on machines of some gigabytes; for machines that are not known.
   */
  private static final Map<String, Long> USUAL =
      Map.of(
          "fs.nr_open", 1_048_576L,
          "fs.file-max", Numbers.UNLIMITED,
          "net.core.somaxconn", 4_096L,
          "net.ipv4.tcp_max_tw_buckets", 262_144L);

  private final Wanted wanted;
  private final StringBuilder text = new StringBuilder();

  private SysctlFile(Wanted wanted) {
    this.wanted = wanted;
  }

  static String of(Wanted wanted) {
    var file = new SysctlFile(wanted);
    file.text.append(wanted.head("For /etc/sysctl.d; taken by: sysctl --system"));
    file.files();
    file.queues();
    file.conntrack();
    file.text.append(LEFT_OUT);
    return file.text.toString();
  }

  private void files() {
    long files = wanted.openFiles();
    line("No limit of open files can be set above this.", "fs.nr_open", files);
    long others = wanted.machine().sysctls("fs.file-nr").stream().findFirst().orElse(0L);
    line(
        "Files of all processes: the server's, and what others have open.",
        "fs.file-max",
        Math.max(files, wanted.needs().systemFiles(others)));
  }

  private void queues() {
    line(
        "Connections that wait until they are accepted; server.backlog must be as large, and a server\n"
            + "# that runs must be restarted.",
        "net.core.somaxconn",
        wanted.backlog());
    exactly(
        "Cookies when a queue is full all the same, instead of dropping.",
        "net.ipv4.tcp_syncookies",
        1);
    exactly(
        "A full queue makes clients wait; 1 would make it errors.",
        "net.ipv4.tcp_abort_on_overflow",
        0);
    line(
        "Room for the TIME_WAIT of every connection when the server closes them all.",
        "net.ipv4.tcp_max_tw_buckets",
        wanted.needs().connections());
    tcpMemory();
  }

  /** A page for each connection, at least: memory is charged to sockets in pages. */
  private void tcpMemory() {
    List<Long> now = wanted.machine().sysctls("net.ipv4.tcp_mem");
    long max = wanted.needs().connections();
    if (now.size() < 3) {
      return;
    }
    if (now.get(2) >= max) {
      text.append(
          "\n# net.ipv4.tcp_mem allows %s pages of queued bytes already.\n"
              .formatted(Words.count(now.get(2))));
      return;
    }
    text.append(
        "\n# Pages that may be queued in all sockets: one for each connection.\nnet.ipv4.tcp_mem = "
            + "%d %d %d\n"
                .formatted(Math.max(now.get(0), max / 2), Math.max(now.get(1), max / 4 * 3), max));
  }

  private void conntrack() {
    if (wanted.machine().isKnown()
        && wanted.machine().sysctl("net.netfilter.nf_conntrack_max").isEmpty()) {
      text.append("\n# No connection tracking here, so no net.netfilter.nf_conntrack_max.\n");
      return;
    }
    String why =
        "Entries of connection tracking, where a firewall or NAT needs it. Better to exempt the port.";
    String key = "net.netfilter.nf_conntrack_max";
    if (wanted.machine().isKnown()) {
      line(why, key, wanted.needs().conntrack());
    } else {
      text.append("\n# %s\n# %s = %d\n".formatted(why, key, wanted.needs().conntrack()));
    }
  }

  /** A line, or a remark that the machine has as much already. */
  private void line(String why, String key, long least) {
    text.append("\n# ").append(why).append('\n');
    long usual = wanted.machine().isKnown() ? 0 : USUAL.getOrDefault(key, 0L);
    if (least <= usual) {
      String most = usual == Numbers.UNLIMITED ? "no bound" : Long.toString(usual);
      text.append(
          "# %s: %d would do, and Linux has %s unless set lower.\n".formatted(key, least, most));
      return;
    }
    OptionalLong now = wanted.machine().sysctl(key);
    if (now.isPresent() && now.getAsLong() >= least) {
      String value =
          now.getAsLong() == Numbers.UNLIMITED ? "without bound" : Long.toString(now.getAsLong());
      text.append("# %s is %s already, %d would do.\n".formatted(key, value, least));
    } else {
      text.append("%s = %d\n".formatted(key, least));
    }
  }

  private void exactly(String why, String key, long value) {
    text.append("\n# ").append(why).append('\n');
    text.append("%s = %d\n".formatted(key, value));
  }

  private static final String LEFT_OUT =
      """

      # Not here, though it is often copied:
      # net.ipv4.tcp_max_syn_backlog   not looked at while tcp_syncookies is 1
      # net.ipv4.tcp_fin_timeout       does nothing for TIME_WAIT
      # net.core.netdev_max_backlog    only where softnet_stat counts drops
      # net.ipv4.tcp_tw_reuse, net.ipv4.ip_local_port_range
      #                                for the side that connects: proxies and load generators
      """;
}
