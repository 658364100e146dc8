package dev.freshet.tools.doctor;

import dev.freshet.tools.doctor.capacity.Cost;
import java.util.Locale;

/**
 * Everything that is looked at: the table that the findings and the reference page are made from.
 * Each row has its test in {@code RuleTest}. Titles of sources are those of the kernel's
 * documentation, of its source files, or of manual pages.
 */
public enum Rule {
  OPEN_FILES(
      Descriptors::openFiles,
      true,
      "A connection is an open file. What counts is the limit of the server's process, not what a"
          + " file says: limits.conf holds for logins, LimitNOFILE for services, the runtime's"
          + " ulimit for containers.",
      "getrlimit(2), limits.conf(5), systemd.exec(5)"),
  NR_OPEN(
      Descriptors::nrOpen,
      true,
      "No process may have more open files than fs.nr_open, and no limit may be set above it.",
      "setrlimit(2), fs/file.c"),
  SYSTEM_FILES(
      Descriptors::systemFiles,
      true,
      "All processes together may have fs.file-max files open; root may go on beyond.",
      "sysctl/fs.rst"),
  OPEN_FILES_USED(
      Descriptors::used,
      false,
      "When the last descriptor is gone the server can open no file and no connection to Redis, and"
          + " nobody can attach to find out why.",
      "proc_pid_fd(5)"),
  LIMITS_CONF(
      Descriptors::limitsConf,
      false,
      "pam_limits reads limits.conf for logins; systemd never does. A value above fs.nr_open cannot"
          + " be set at all.",
      "limits.conf(5), setrlimit(2)"),
  APP_LIMITS(
      Descriptors::appLimits,
      false,
      "An app may have limits.connections connections on a node, 1,000,000 unless set.",
      "settings.md"),

  ACCEPT_QUEUE(
      Queues::accept,
      true,
      "In a storm, connections wait in the listener's queue until they are accepted. It is as long as"
          + " the smaller of server.backlog and net.core.somaxconn when the server starts; beyond"
          + " that the kernel drops what clients send, and they try again after one second, then"
          + " two. The lengths for a target are a rule of thumb.",
      "listen(2), ip-sysctl.rst: somaxconn"),
  ACCEPT_QUEUE_USED(
      Queues::waiting,
      false,
      "Connections that wait are clients that wait.",
      "proc_net(5): tcp, rx_queue of a listening socket"),
  SYN_COOKIES(
      Queues::cookies,
      true,
      "1 answers with cookies when the queue is full. 0 drops instead; 2 always sends them, which is"
          + " for tests and costs TCP's options. Neither makes up for a queue that is too short.",
      "ip-sysctl.rst: tcp_syncookies"),
  SYN_BACKLOG(
      Queues::synBacklog,
      false,
      "Half-open connections are bounded by the listener's backlog, too. tcp_max_syn_backlog is only"
          + " looked at while tcp_syncookies is 0, so 65535 there does nothing on most machines.",
      "net/ipv4/tcp_input.c: tcp_conn_request"),
  ABORT_ON_OVERFLOW(
      Queues::abort,
      true,
      "1 turns a full queue into resets: a burst that would have passed in a second becomes errors.",
      "ip-sysctl.rst: tcp_abort_on_overflow"),
  LISTEN_OVERFLOWS(
      Queues::overflows,
      false,
      "Counts connections that found the queue full, of all listeners since the machine started.",
      "netstat: TcpExt ListenOverflows, ListenDrops"),
  SYN_QUEUE_FULL(
      Queues::synQueueFull,
      false,
      "The kernel had to send cookies or drop because too many connections were half open. Under a"
          + " legitimate load the queue is too short.",
      "netstat: TcpExt SyncookiesSent, TCPReqQFullDoCookies, TCPReqQFullDrop"),

  MEMORY(
      Memory::memory,
      true,
      "What the kernel keeps for a socket is not the process's: beside the heap, memory must hold the"
          + " kernel's part and Netty's, and be left for what waits for slow clients.",
      Cost.SOURCE),
  HEAP(
      Memory::heap,
      true,
      "A connection's own objects, history and the collector share the heap.",
      Cost.SOURCE),
  HEAP_IN_CONTAINER(
      Memory::container,
      true,
      "The kernel kills what exceeds the memory of its control group, and counts sockets into it. A"
          + " heap that may grow to nearly all of it leaves nothing for them.",
      "cgroup-v2.rst: memory.max, memory.stat sock; cgroup-v1/memory.rst"),
  OUT_OF_MEMORY(
      Memory::kills,
      false,
      "The kernel killed a process of this control group because its memory was used up.",
      "cgroup-v2.rst: memory.events; cgroup-v1/memory.rst: memory.oom_control"),
  TLS_MEMORY(
      Memory::tls,
      false,
      "A connection with TLS keeps its keys and buffers. The figures used here are of connections"
          + " without.",
      Cost.SOURCE),
  TASKS(
      Memory::tasks,
      true,
      "Threads do not grow with connections, but a server that cannot start its threads does not"
          + " start.",
      "cgroup-v2.rst: pids.max; systemd.resource-control(5): TasksMax"),
  HUGE_PAGES(
      Memory::hugePages,
      false,
      "With always, memory that is touched a little may be taken 2 MiB at a time.",
      "mm/transhuge.rst"),

  TCP_MEMORY(
      Tcp::memory,
      false,
      "tcp_mem bounds, in pages, what is queued in all sockets: idle ones take none of it. Beyond the"
          + " second number TCP saves, beyond the third it drops.",
      "ip-sysctl.rst: tcp_mem"),
  TCP_MEMORY_PRESSURE(
      Tcp::pressure,
      false,
      "TCP ran short of what tcp_mem allows, or had to abort connections for it.",
      "netstat: TcpExt TCPMemoryPressures, TCPAbortOnMemory"),
  SEND_BUFFER(
      Tcp::sendBuffer,
      false,
      "For a client that reads slowly the kernel holds up to the third number of tcp_wmem, before"
          + " limits.queued-bytes begin to count.",
      "ip-sysctl.rst: tcp_wmem"),
  SLOW_START(
      Tcp::slowStart,
      false,
      "1 makes a connection that was silent begin slowly again, so that the first push of more than a"
          + " few segments takes more round trips.",
      "ip-sysctl.rst: tcp_slow_start_after_idle, RFC 2861"),
  FIN_TIMEOUT(
      Tcp::finTimeout,
      false,
      "tcp_fin_timeout ends orphaned connections in FIN_WAIT_2. It does not shorten TIME_WAIT, for"
          + " which there is no parameter; the side that closes first has it.",
      "ip-sysctl.rst: tcp_fin_timeout"),
  TIME_WAIT(
      Tcp::timeWait,
      false,
      "A server that closes its connections has each in TIME_WAIT for a minute. Beyond"
          + " tcp_max_tw_buckets they are dropped at once, which is what TIME_WAIT is there to"
          + " prevent; it must not be lowered.",
      "ip-sysctl.rst: tcp_max_tw_buckets"),
  TIME_WAIT_REUSE(
      Tcp::reuse,
      false,
      "tcp_tw_reuse is for connections this machine opens: proxies and load generators, not servers."
          + " tcp_tw_recycle broke clients behind NAT and is gone from the kernel.",
      "ip-sysctl.rst: tcp_tw_reuse"),
  ORPHANS(
      Tcp::orphans,
      false,
      "Connections that were closed with data still to be sent are orphans; beyond tcp_max_orphans"
          + " they are reset.",
      "ip-sysctl.rst: tcp_max_orphans"),
  PORT_RANGE(
      Tcp::ports,
      false,
      "Ports are used up on the side that connects. A server needs one in all; a proxy needs one for"
          + " each connection, address of its own, and address and port of the server.",
      "ip-sysctl.rst: ip_local_port_range, ip_local_reserved_ports"),

  CONNTRACK(
      Packets::conntrack,
      true,
      "A firewall or NAT that tracks connections has an entry for each; when the table is full new"
          + " connections are dropped before the server hears of them.",
      "nf_conntrack-sysctl.rst"),
  PACKET_QUEUE(
      Packets::backlog,
      false,
      "netdev_max_backlog is the queue of a processor for packets of loopback, veth and RPS. A card"
          + " with NAPI drops in its ring, which ethtool -G sizes.",
      "sysctl/net.rst: netdev_max_backlog; networking/scaling.rst"),
  PACKETS_DROPPED(
      Packets::dropped,
      false,
      "A processor had no room for packets, since the machine started.",
      "softnet_stat, column 2"),
  PACKETS_DEFERRED(
      Packets::squeezed,
      false,
      "A processor stopped with packets left, because netdev_budget or its time was used up.",
      "softnet_stat, column 3; sysctl/net.rst: netdev_budget"),
  CARD_QUEUES(
      Packets::cards,
      false,
      "A card with one receive queue is served by one processor, whatever the machine has.",
      "networking/scaling.rst"),
  NETWORK_NAMESPACE(
      Packets::namespace,
      false,
      "Parameters of net are each network namespace's own. What was read here is that of the caller.",
      "network_namespaces(7)");

  /** Judges a machine. */
  @FunctionalInterface
  interface Check {
    Verdict of(Subject subject);
  }

  // Every check is a static method.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Check check;

  private final boolean forStart;
  private final String why;
  private final String source;

  Rule(Check check, boolean forStart, String why, String source) {
    this.check = check;
    this.forStart = forStart;
    this.why = why;
    this.source = source;
  }

  Verdict judge(Subject subject) {
    return check.of(subject);
  }

  /** What it is called, such as {@code open-files}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a server asks it when it starts: it costs next to nothing, and speaks of now. */
  public boolean isForStart() {
    return forStart;
  }

  /** Why it matters. */
  public String why() {
    return why;
  }

  /** Where that is from. */
  public String source() {
    return source;
  }
}
