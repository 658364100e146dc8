package dev.freshet.tools.doctor.emit;

import java.util.List;

/** Files for containers: an override for Docker Compose, and a patch for Kubernetes. */
final class ContainerFiles {
  private ContainerFiles() {}

  static String compose(Wanted wanted) {
    return wanted.head("Beside compose.yaml, whose service is called freshet")
        + """

        services:
          freshet:
            # One for each connection, a tenth more for those that are closing, and a reserve.
            ulimits:
              nofile:
                soft: %1$d
                hard: %1$d
            # Each network namespace has its own; with network_mode host they are the host's and cannot
            # be set here. fs.nr_open, fs.file-max and nf_conntrack_max are the host's always.
            sysctls:
              net.core.somaxconn: %2$d
              net.ipv4.tcp_syncookies: 1
            # %7$s
            # %8$s
            mem_limit: %3$dm
            environment:
              FRESHET_SERVER_BACKLOG: "%4$d"
        %5$s%6$s\
        """
            .formatted(
                wanted.openFiles(),
                wanted.somaxconn(),
                wanted.memoryMib(),
                wanted.backlog(),
                variable(wanted, "      FRESHET_LIMITS_CONNECTIONS: \"%d\"\n"),
                heap(wanted, "      FRESHET_JAVA_OPTS: \"-Xmx%dm\"\n"),
                memory(wanted).getFirst(),
                memory(wanted).getLast());
  }

  static String kubernetes(Wanted wanted) {
    return wanted.head(
            "kubectl patch deployment freshet --patch-file patch.yaml (container: freshet)")
        + pod(wanted)
        + container(wanted)
        + variable(
            wanted, "            - name: FRESHET_LIMITS_CONNECTIONS\n              value: \"%d\"\n")
        + heap(wanted, "            - name: FRESHET_JAVA_OPTS\n              value: \"-Xmx%dm\"\n");
  }

  /** Two lines on what the memory is for. */
  private static List<String> memory(Wanted wanted) {
    return wanted.sizes().planned()
        ? List.of(
            "Heap, the JVM's and Netty's memory, the kernel's for sockets, which counts into it,",
            "and the system's part, as it was planned part by part.")
        : List.of(
            "Heap (the launcher gives it 40 %), the JVM's and Netty's memory, and the kernel's for",
            "sockets, which counts into it. Without TLS, and without what waits for slow clients.");
  }

  private static String heap(Wanted wanted, String form) {
    return wanted.sizes().named() ? form.formatted(wanted.sizes().heapMib()) : "";
  }

  private static String pod(Wanted wanted) {
    return """
    #
    # A pod cannot ask for open files: LimitNOFILE of the container runtime on the node must be at
    # least %d. fs.nr_open, fs.file-max and net.netfilter.nf_conntrack_max are the node's, too.

    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: freshet
    spec:
      template:
        spec:
          securityContext:
            sysctls:
              # Unsafe by Kubernetes' count: the kubelet must be started with
              # --allowed-unsafe-sysctls=net.core.somaxconn, else the pod is not started.
              - name: net.core.somaxconn
                value: "%d"
              # Safe.
              - name: net.ipv4.tcp_syncookies
                value: "1"
    """
        .formatted(wanted.openFiles(), wanted.somaxconn());
  }

  private static String container(Wanted wanted) {
    return """
          containers:
            - name: freshet
              # %3$s
              # %4$s
              resources:
                requests:
                  memory: %1$dMi
                limits:
                  memory: %1$dMi
              env:
                - name: FRESHET_SERVER_BACKLOG
                  value: "%2$d"
    """
        .formatted(
            wanted.memoryMib(),
            wanted.backlog(),
            memory(wanted).getFirst(),
            memory(wanted).getLast());
  }

  private static String variable(Wanted wanted, String form) {
    return wanted.appConnections().stream().mapToObj(form::formatted).findFirst().orElse("");
  }
}
