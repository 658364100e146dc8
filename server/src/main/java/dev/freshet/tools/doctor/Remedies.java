package dev.freshet.tools.doctor;

import dev.freshet.tools.doctor.machine.Place;
import java.util.Set;

/** How a limit is raised where the server runs. */
final class Remedies {
  /** Parameters of net that the whole machine shares; a container has no file for them. */
  private static final Set<String> SHARED =
      Set.of(
          "net.core.netdev_max_backlog",
          "net.ipv4.tcp_mem",
          "net.ipv4.tcp_max_orphans",
          "net.netfilter.nf_conntrack_max");

  private Remedies() {}

  static String openFiles(Subject subject, long value) {
    Place place = subject.machine().place();
    return switch (place.kind()) {
      case SERVICE ->
          "set LimitNOFILE=%d in a drop-in of %s and restart it; limits.conf is not read for services"
              .formatted(value, place.unit());
      case CONTAINER -> "start the container with --ulimit nofile=%1$d:%1$d".formatted(value);
      case POD ->
          "raise LimitNOFILE of the container runtime on the node to %d: a pod cannot ask for it"
              .formatted(value);
      case SHELL ->
          "start it as a systemd service with LimitNOFILE=%1$d; for a login, nofile %1$d in"
                  .formatted(value)
              + " limits.conf and a new login";
    };
  }

  /** For a parameter that each network namespace has for itself, or one of the whole machine. */
  static String sysctl(Subject subject, String key, long value) {
    boolean network = key.startsWith("net.") && !SHARED.contains(key);
    return switch (subject.machine().place().kind()) {
      case CONTAINER ->
          network
              ? "start the container with --sysctl %s=%d".formatted(key, value)
              : "set %s=%d on the host".formatted(key, value);
      case POD ->
          network
              ? "set %s=%d in the pod's securityContext.sysctls; the kubelet must allow it"
                  .formatted(key, value)
              : "set %s=%d on the node".formatted(key, value);
      case SERVICE, SHELL ->
          "set %1$s=%2$d in a file of /etc/sysctl.d, then sysctl --system".formatted(key, value);
    };
  }
}
