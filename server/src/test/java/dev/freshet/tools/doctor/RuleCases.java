package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.Level.FAIL;
import static dev.freshet.tools.doctor.Level.NOTE;
import static dev.freshet.tools.doctor.Level.WARN;
import static dev.freshet.tools.doctor.machine.FakeMachine.PID;

import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.machine.FakeMachine;
import java.util.List;
import java.util.function.UnaryOperator;

/** What each rule is to say of which machine. */
final class RuleCases {
  static final ServerSettings SETTINGS =
      new ServerSettings(8080, 4096, false, false, 2_000_000, 0, 1_000);

  private static final ServerSettings BEHIND_PROXY =
      new ServerSettings(8080, 4096, true, true, 2_000_000, 0, 1_000);

  static final long NONE = 0;

  private RuleCases() {}

  /** A machine that differs from the healthy one, and what is to be said of it. */
  record Case(
      Rule rule,
      Level level,
      long target,
      ServerSettings settings,
      UnaryOperator<FakeMachine> change,
      List<String> says) {
    @Override
    public String toString() {
      return rule.key() + " " + level.word() + " " + says;
    }
  }

  private static Case of(
      Rule rule, Level level, long target, UnaryOperator<FakeMachine> change, String... says) {
    return new Case(rule, level, target, SETTINGS, change, List.of(says));
  }

  private static UnaryOperator<FakeMachine> sysctl(String key, String value) {
    return machine -> machine.sysctl(key, value);
  }

  private static UnaryOperator<FakeMachine> netstat(String pairs) {
    return machine -> machine.netstat(pairs);
  }

  private static UnaryOperator<FakeMachine> nofile(String files) {
    return machine -> machine.limits(PID, files);
  }

  static List<Case> all() {
    return List.of(
        of(Rule.OPEN_FILES, WARN, NONE, nofile("1024"), "1,024", "LimitNOFILE=12000"),
        of(Rule.OPEN_FILES, FAIL, 100_000, nofile("100500"), "expected: 111,000"),
        of(
            Rule.OPEN_FILES,
            FAIL,
            100_000,
            machine -> machine.limits(PID, "1024").with("proc/4711/cgroup", "0::/docker/0a1b"),
            "--ulimit nofile=111000:111000"),
        of(
            Rule.OPEN_FILES,
            FAIL,
            100_000,
            machine ->
                machine
                    .limits(PID, "65536")
                    .with("proc/4711/cgroup", "0::/kubepods.slice/pod1/cri-1.scope"),
            "a pod cannot ask for it"),
        of(
            Rule.OPEN_FILES,
            FAIL,
            100_000,
            machine ->
                machine
                    .limits(PID, "65536")
                    .with("proc/4711/cgroup", "0::/user.slice/user@1.service/a.scope"),
            "for a login"),
        of(Rule.NR_OPEN, FAIL, 3_000_000, nofile("1048576"), "expected: 3,301,000", "fs.nr_open"),
        of(Rule.NR_OPEN, WARN, NONE, sysctl("fs.nr_open", "65536"), "is allowed 1,200,000"),
        of(
            Rule.SYSTEM_FILES,
            FAIL,
            100_000,
            sysctl("fs.file-max", "100000"),
            "fs.file-max is 100,000",
            "113,200"),
        of(Rule.SYSTEM_FILES, WARN, NONE, sysctl("fs.file-max", "2400"), "a fifth of it free"),
        of(
            Rule.OPEN_FILES_USED,
            WARN,
            NONE,
            machine ->
                machine.limits(PID, "5").with("proc/4711/fd/6", "").with("proc/4711/fd/7", ""),
            "4 of 5 open"),
        of(Rule.OPEN_FILES_USED, FAIL, NONE, nofile("2"), "2 of 2 open"),
        of(
            Rule.LIMITS_CONF,
            WARN,
            NONE,
            machine ->
                machine.with("etc/security/limits.conf", "#a\n* hard nofile 9000000\n* - nproc 1"),
            "9,000,000",
            "fs.nr_open is 2,097,152"),
        of(
            Rule.LIMITS_CONF,
            NOTE,
            NONE,
            machine ->
                machine
                    .limits(PID, "524288")
                    .with("etc/security/limits.d/99-x.conf", "*\tsoft\tnofile\t1000000"),
            "says nofile 1,000,000, the process is allowed 524,288",
            "a systemd service",
            "LimitNOFILE=1000000 in a drop-in of freshet.service"),
        of(Rule.APP_LIMITS, FAIL, 2_000_001, RuleCases::same, "2,000,000", "limits.connections"),
        of(
            Rule.ACCEPT_QUEUE,
            WARN,
            NONE,
            sysctl("net.core.somaxconn", "128"),
            "somaxconn 128",
            "expected: 4,096",
            "net.core.somaxconn=4096",
            "restart"),
        of(
            Rule.ACCEPT_QUEUE,
            NOTE,
            1_000_000,
            RuleCases::same,
            "32,768 is advised",
            "set server.backlog to 32768"),
        of(
            Rule.ACCEPT_QUEUE_USED,
            WARN,
            NONE,
            machine -> machine.listening("00000900"),
            "2,304 connections wait"),
        of(Rule.SYN_COOKIES, WARN, NONE, sysctl("net.ipv4.tcp_syncookies", "0"), "expected: 1"),
        of(Rule.SYN_COOKIES, WARN, NONE, sysctl("net.ipv4.tcp_syncookies", "2"), "is 2"),
        of(
            Rule.SYN_BACKLOG,
            NOTE,
            NONE,
            sysctl("net.ipv4.tcp_max_syn_backlog", "65535"),
            "without effect: the listener's 4,096 bounds"),
        of(
            Rule.SYN_BACKLOG,
            WARN,
            NONE,
            machine ->
                machine
                    .sysctl("net.ipv4.tcp_max_syn_backlog", "512")
                    .sysctl("net.ipv4.tcp_syncookies", "0"),
            "expected: 4,096"),
        of(
            Rule.ABORT_ON_OVERFLOW,
            WARN,
            NONE,
            sysctl("net.ipv4.tcp_abort_on_overflow", "1"),
            "expected: 0"),
        of(
            Rule.LISTEN_OVERFLOWS,
            WARN,
            NONE,
            netstat("ListenOverflows 5 ListenDrops 7"),
            "5 overflows, 7 drops"),
        of(
            Rule.SYN_QUEUE_FULL,
            WARN,
            NONE,
            netstat("SyncookiesSent 9 TCPReqQFullDoCookies 1 TCPReqQFullDrop 1"),
            "9 cookies sent, full 2 times"),
        of(
            Rule.MEMORY,
            FAIL,
            2_000_000,
            machine ->
                machine.with("proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable: 15728640 kB"),
            "room for ",
            "beside the heap"),
        of(
            Rule.HEAP,
            FAIL,
            1_000_000,
            machine -> machine.command(PID, "java", "-Xmx1g", "-jar", "/o/freshet.jar", "serve"),
            "-Xmx2586m"),
        of(
            Rule.HEAP_IN_CONTAINER,
            FAIL,
            NONE,
            machine ->
                machine
                    .memoryOfCgroup("1073741824", "0")
                    .command(PID, "java", "-Xmx1g", "-jar", "/o/freshet.jar", "serve"),
            "1.0 GiB of 1.0 GiB"),
        of(
            Rule.HEAP_IN_CONTAINER,
            WARN,
            NONE,
            machine ->
                machine
                    .memoryOfCgroup("1073741824", "0")
                    .command(
                        PID, "java", "-XX:MaxRAMPercentage=80", "-jar", "/freshet.jar", "serve"),
            "at most 768.0 MiB"),
        of(
            Rule.OUT_OF_MEMORY,
            WARN,
            NONE,
            machine ->
                machine.with(
                    "sys/fs/cgroup/system.slice/freshet.service/memory.events", "oom_kill 3"),
            "3 processes"),
        new Case(Rule.TLS_MEMORY, NOTE, NONE, BEHIND_PROXY, RuleCases::same, List.of("TLS is on")),
        of(
            Rule.TASKS,
            WARN,
            NONE,
            machine ->
                machine
                    .with("sys/fs/cgroup/system.slice/freshet.service/pids.max", "64")
                    .with("sys/fs/cgroup/system.slice/freshet.service/pids.current", "20"),
            "44 threads"),
        of(
            Rule.HUGE_PAGES,
            NOTE,
            NONE,
            machine ->
                machine.with(
                    "sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never"),
            "always"),
        of(
            Rule.TCP_MEMORY,
            WARN,
            1_000_000,
            sysctl("net.ipv4.tcp_mem", "100 200 300000"),
            "1,000,000 pages",
            "the last to 1000000"),
        of(
            Rule.TCP_MEMORY_PRESSURE,
            WARN,
            NONE,
            netstat("TCPMemoryPressures 2 TCPAbortOnMemory 4"),
            "under pressure 2 times, 4 connections"),
        of(Rule.SEND_BUFFER, NOTE, 100_000, RuleCases::same, "1.0 MiB", "11,992 such clients"),
        of(Rule.SLOW_START, NOTE, NONE, sysctl("net.ipv4.tcp_slow_start_after_idle", "1"), "is 1"),
        of(
            Rule.FIN_TIMEOUT,
            NOTE,
            NONE,
            sysctl("net.ipv4.tcp_fin_timeout", "15"),
            "does nothing for TIME_WAIT"),
        of(Rule.TIME_WAIT, NOTE, 500_000, RuleCases::same, "tcp_max_tw_buckets=500000"),
        of(
            Rule.TIME_WAIT,
            NOTE,
            NONE,
            netstat("TCPTimeWaitOverflow 3"),
            "3 dropped",
            "tcp_max_tw_buckets=524288"),
        of(
            Rule.TIME_WAIT_REUSE,
            NOTE,
            NONE,
            sysctl("net.ipv4.tcp_tw_reuse", "1"),
            "nothing for connections that are accepted"),
        of(
            Rule.TIME_WAIT_REUSE,
            WARN,
            NONE,
            sysctl("net.ipv4.tcp_tw_recycle", "1"),
            "behind one NAT"),
        of(
            Rule.ORPHANS,
            WARN,
            NONE,
            machine -> machine.with("proc/net/sockstat", "TCP: inuse 1 orphan 200000 tw 0"),
            "200,000 of 262,144"),
        new Case(
            Rule.PORT_RANGE,
            NOTE,
            100_000,
            BEHIND_PROXY,
            RuleCases::same,
            List.of("28,232 ports", "4 addresses in all")),
        of(
            Rule.PORT_RANGE,
            NOTE,
            NONE,
            sysctl("net.ipv4.ip_local_port_range", "1024 65535"),
            "add 8080 to net.ipv4.ip_local_reserved_ports"),
        of(
            Rule.CONNTRACK,
            FAIL,
            100_000,
            machine ->
                machine
                    .sysctl("net.netfilter.nf_conntrack_max", "65536")
                    .sysctl("net.netfilter.nf_conntrack_count", "50"),
            "50 of 65,536",
            "150,000",
            "notrack"),
        of(
            Rule.CONNTRACK,
            WARN,
            NONE,
            machine ->
                machine
                    .sysctl("net.netfilter.nf_conntrack_max", "100")
                    .sysctl("net.netfilter.nf_conntrack_count", "80"),
            "a fifth free"),
        of(
            Rule.PACKET_QUEUE,
            NOTE,
            NONE,
            sysctl("net.core.netdev_max_backlog", "5000"),
            "nothing was ever dropped"),
        of(
            Rule.PACKETS_DROPPED,
            WARN,
            NONE,
            machine -> machine.with("proc/net/softnet_stat", "000000ff 0000000a 00000000"),
            "10 of 255 packets"),
        of(
            Rule.PACKETS_DEFERRED,
            NOTE,
            NONE,
            machine -> machine.with("proc/net/softnet_stat", "000000ff 00000000 00000003"),
            "3 times"),
        of(
            Rule.CARD_QUEUES,
            NOTE,
            100_000,
            machine -> machine.without("sys/class/net/eth0/queues/rx-1/rps_cpus"),
            "eth0 has 1 receive queue for 8 processors"),
        of(
            Rule.NETWORK_NAMESPACE,
            WARN,
            NONE,
            machine -> machine.link("proc/4711/ns/net", "net:[2]"),
            "nsenter --net --target 4711"));
  }

  private static FakeMachine same(FakeMachine machine) {
    return machine;
  }
}
