package dev.freshet.tools.doctor.emit;

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
            # Heap (the launcher gives it 40 %%), the JVM's and Netty's memory, and the kernel's for
            # sockets, which counts into it. Without TLS, and without what waits for slow clients.
            mem_limit: %3$dm
            environment:
              FRESHET_SERVER_BACKLOG: "%4$d"
        %5$s\
        """
            .formatted(
                wanted.openFiles(),
                wanted.somaxconn(),
                wanted.memoryMib(),
                wanted.backlog(),
                variable(wanted, "      FRESHET_LIMITS_CONNECTIONS: \"%d\"\n"));
  }

  static String kubernetes(Wanted wanted) {
    return wanted.head(
            "kubectl patch deployment freshet --patch-file patch.yaml (container: freshet)")
        + pod(wanted)
        + container(wanted)
        + variable(
            wanted,
            "            - name: FRESHET_LIMITS_CONNECTIONS\n              value: \"%d\"\n");
  }

  private static String pod(Wanted wanted) {
    return """
    #
    # A pod cannot ask for open files: LimitNOFILE of the container runtime on the node must be at
    # least %d. fs.nr_open, fs.file-max and net.netfilter.nf_conntrack_max are the node's, too.

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
              # Heap (the launcher gives it 40 %%), the JVM's and Netty's memory, and the kernel's
              # for sockets, which counts into it. Without TLS and what waits for slow clients.
              resources:
                requests:
                  memory: %1$dMi
                limits:
                  memory: %1$dMi
              env:
                - name: FRESHET_SERVER_BACKLOG
                  value: "%2$d"
    """
        .formatted(wanted.memoryMib(), wanted.backlog());
  }

  private static String variable(Wanted wanted, String form) {
    return wanted.appConnections().stream().mapToObj(form::formatted).findFirst().orElse("");
  }
}
