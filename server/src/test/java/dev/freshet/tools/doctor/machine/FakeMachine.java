package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with what a healthy machine says: 64 GiB, 8 processors, limits for a million
 * connections, and a server with id 4711 that runs as a systemd service. A test changes what it is
 * about.
 */
public final class FakeMachine {
  public static final String PID = "4711";

  private final Path folder;

  private FakeMachine(Path folder) {
    this.folder = folder;
  }

  /** Nothing at all. */
  public static FakeMachine empty(Path folder) {
    return new FakeMachine(folder);
  }

  /** In good health. */
  public static FakeMachine healthy(Path folder) {
    return new FakeMachine(folder).kernel().tcp().counters().process(PID).process("self");
  }

  private FakeMachine kernel() {
    return with("proc/sys/kernel/osrelease", "6.12.1")
        .with("proc/meminfo", "MemTotal: 67108864 kB\nMemFree: 1 kB\nMemAvailable: 62914560 kB")
        .with("sys/devices/system/cpu/online", "0-7")
        .with("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never")
        .sysctl("fs.nr_open", "2097152")
        .sysctl("fs.file-max", "9223372036854775807")
        .sysctl("fs.file-nr", "2000\t0\t9223372036854775807")
        .with("sys/class/net/eth0/device/vendor", "0x8086")
        .with("sys/class/net/eth0/queues/rx-0/rps_cpus", "00")
        .with("sys/class/net/eth0/queues/rx-1/rps_cpus", "00")
        .with("sys/class/net/eth0/queues/tx-0/xps_cpus", "00")
        .with("sys/class/net/lo/queues/rx-0/rps_cpus", "00");
  }

  private FakeMachine tcp() {
    return sysctl("net.core.somaxconn", "65535")
        .sysctl("net.core.netdev_max_backlog", "1000")
        .sysctl("net.ipv4.tcp_syncookies", "1")
        .sysctl("net.ipv4.tcp_max_syn_backlog", "4096")
        .sysctl("net.ipv4.tcp_abort_on_overflow", "0")
        .sysctl("net.ipv4.tcp_mem", "767490\t2046640\t3069960")
        .sysctl("net.ipv4.tcp_wmem", "4096\t16384\t1048576")
        .sysctl("net.ipv4.tcp_fin_timeout", "60")
        .sysctl("net.ipv4.tcp_tw_reuse", "2")
        .sysctl("net.ipv4.tcp_max_tw_buckets", "262144")
        .sysctl("net.ipv4.tcp_max_orphans", "262144")
        .sysctl("net.ipv4.tcp_slow_start_after_idle", "0")
        .sysctl("net.ipv4.ip_local_port_range", "32768\t60999")
        .sysctl("net.ipv4.ip_local_reserved_ports", "");
  }

  private FakeMachine counters() {
    return netstat("ListenOverflows 0 ListenDrops 0 SyncookiesSent 0 TCPMemoryPressures 0")
        .with("proc/net/sockstat", "sockets: used 300\nTCP: inuse 7 orphan 0 tw 0 alloc 9 mem 3")
        .with("proc/net/softnet_stat", "0000000a 00000000 00000000\n000000f0 00000000 00000000")
        .listening("00000000");
  }

  private FakeMachine process(String id) {
    String cgroup = "/system.slice/freshet.service";
    return limits(id, "1200000")
        .with("proc/" + id + "/status", "Name:\tjava\nVmRSS:\t  204800 kB\nThreads:\t20")
        .with("proc/" + id + "/cgroup", "0::" + cgroup)
        .command(id, "java", "-XX:MaxRAMPercentage=40", "-jar", "/opt/freshet.jar", "serve")
        .link("proc/" + id + "/ns/net", "net:[1]")
        .with("proc/" + id + "/fd/0", "")
        .link("proc/" + id + "/fd/5", "socket:[777]")
        .with("sys/fs/cgroup" + cgroup + "/memory.max", "max")
        .with("sys/fs/cgroup" + cgroup + "/memory.current", "209715200")
        .with("sys/fs/cgroup" + cgroup + "/memory.events", "low 0\nmax 0\noom 0\noom_kill 0")
        .with("sys/fs/cgroup" + cgroup + "/pids.max", "max");
  }

  /** Writes a file. */
  public FakeMachine with(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a file away. */
  public FakeMachine without(String path) {
    try {
      Files.delete(folder.resolve(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FakeMachine sysctl(String key, String value) {
    return with("proc/sys/" + key.replace('.', '/'), value);
  }

  /** The limit of open files, soft and hard. */
  public FakeMachine limits(String id, String files) {
    return with(
        "proc/" + id + "/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max stack size            8388608              unlimited            bytes
        Max processes             255000               255000               processes
        Max open files            %1$s                 %1$s                 files\
        """
            .formatted(files));
  }

  public FakeMachine command(String id, String... arguments) {
    return with("proc/" + id + "/cmdline", String.join("\0", arguments) + "\0");
  }

  public FakeMachine memoryOfCgroup(String max, String used) {
    return with("sys/fs/cgroup/system.slice/freshet.service/memory.max", max)
        .with("sys/fs/cgroup/system.slice/freshet.service/memory.current", used);
  }

  /** Names and numbers, one after the other, of TcpExt. */
  public FakeMachine netstat(String pairs) {
    String[] words = pairs.split(" ", -1);
    var names = new StringBuilder("TcpExt:");
    var numbers = new StringBuilder("TcpExt:");
    for (int i = 0; i + 1 < words.length; i += 2) {
      names.append(' ').append(words[i]);
      numbers.append(' ').append(words[i + 1]);
    }
    return with("proc/net/netstat", names + "\n" + numbers + "\nIpExt: InOctets\nIpExt: 5");
  }

  /** The server's listener on 8080, with so many (hexadecimal) connections in its queue. */
  public FakeMachine listening(String queue) {
    return with(
        "proc/net/tcp",
        """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
         1: 00000000:1F90 00000000:0000 0A 00000000:%s 00:00000000 00000000     0        0 777 1 0
         2: 0100007F:1F90 0B00007F:968F 01 00000000:00000009 00:00000000 00000000     0        0 8 1 0\
        """
            .formatted(queue));
  }

  public FakeMachine link(String path, String to) {
    try {
      Path link = folder.resolve(path);
      Files.createDirectories(link.getParent());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(to));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Root root() {
    return new Root(folder);
  }

  /** With the server that runs. */
  public Machine machine() {
    return Machine.ofServer(root(), PID);
  }
}
