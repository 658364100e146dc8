package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.bytes;
import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.machine.Fields;
import dev.freshet.tools.proc.Numbers;
import java.util.List;
import java.util.OptionalLong;

/** Rules about TCP's parameters and what it counts. */
final class Tcp {
  /** The smallest page there is; where they are larger, tcp_mem allows more. */
  private static final long PAGE = 4_096;

  private static final long FIN_TIMEOUT = 60;

  private Tcp() {}

  static Verdict memory(Subject subject) {
    List<Long> pages = subject.machine().sysctls("net.ipv4.tcp_mem");
    if (pages.size() < 3) {
      return Verdict.unknown("net.ipv4.tcp_mem");
    }
    long max = pages.get(2);
    String all = bytes(max > Numbers.UNLIMITED / PAGE ? Numbers.UNLIMITED : max * PAGE);
    Fields sockets = subject.machine().network().sockets();
    String now =
        sockets.has("mem") ? ", %s pages of it used".formatted(count(sockets.get("mem"))) : "";
    String found = "%s may be queued in all sockets%s".formatted(all, now);
    long wanted = subject.target().orElse(0);
    if (wanted == 0) {
      return Verdict.ok(found);
    }
    return max < wanted
        ? Verdict.warn(
            found,
            "a page for each connection, %s pages".formatted(count(wanted)),
            "raise all three numbers of net.ipv4.tcp_mem, the last to %d".formatted(wanted))
        : Verdict.ok(found + ", %s a connection".formatted(bytes(max / wanted * PAGE)));
  }

  static Verdict pressure(Subject subject) {
    return Shapes.harm(
        subject,
        "TCPMemoryPressures",
        List.of("TCPAbortOnMemory"),
        "under pressure %s times, %s connections aborted",
        "lower limits.queued-bytes or net.ipv4.tcp_wmem, or raise net.ipv4.tcp_mem");
  }

  static Verdict sendBuffer(Subject subject) {
    List<Long> sizes = subject.machine().sysctls("net.ipv4.tcp_wmem");
    if (sizes.size() < 3) {
      return Verdict.unknown("net.ipv4.tcp_wmem");
    }
    String found = "up to %s for one slow client".formatted(bytes(sizes.get(2)));
    long wanted = subject.target().orElse(0);
    List<Long> pages = subject.machine().sysctls("net.ipv4.tcp_mem");
    if (wanted == 0 || pages.size() < 3 || sizes.get(2) == 0) {
      return Verdict.ok(found);
    }
    long slow = pages.get(2) / Math.max(1, sizes.get(2) / PAGE);
    return slow < wanted
        ? Verdict.note(
            found + ": %s such clients fill all of tcp_mem".formatted(count(slow)),
            "lower the third number of net.ipv4.tcp_wmem if many clients read slowly; it also bounds"
                + " how fast one far away can be sent to")
        : Verdict.ok(found);
  }

  static Verdict slowStart(Subject subject) {
    String key = "net.ipv4.tcp_slow_start_after_idle";
    return Shapes.parameter(
        subject,
        key,
        (value, found) ->
            value == 0
                ? Verdict.ok(found)
                : Verdict.note(
                    found,
                    "0 if large messages follow silence: " + Remedies.sysctl(subject, key, 0)));
  }

  static Verdict finTimeout(Subject subject) {
    return Shapes.parameter(
        subject,
        "net.ipv4.tcp_fin_timeout",
        (value, found) ->
            value < FIN_TIMEOUT
                ? Verdict.note(
                    found + ", which does nothing for TIME_WAIT",
                    "nothing; whoever lowered it wanted something else")
                : Verdict.ok(found));
  }

  static Verdict timeWait(Subject subject) {
    OptionalLong most = subject.sysctl("net.ipv4.tcp_max_tw_buckets");
    if (most.isEmpty()) {
      return Verdict.unknown("net.ipv4.tcp_max_tw_buckets");
    }
    long dropped = subject.machine().network().counters().get("TCPTimeWaitOverflow");
    String found =
        "room for %s, %s dropped since the start"
            .formatted(count(most.getAsLong()), count(dropped));
    long wanted = subject.target().orElse(0);
    return dropped > 0 || most.getAsLong() < wanted
        ? Verdict.note(
            found,
            Remedies.sysctl(
                subject,
                "net.ipv4.tcp_max_tw_buckets",
                Math.max(wanted, dropped > 0 ? most.getAsLong() * 2 : 0)))
        : Verdict.ok(found);
  }

  static Verdict reuse(Subject subject) {
    if (subject.sysctl("net.ipv4.tcp_tw_recycle").orElse(0) != 0) {
      return Verdict.warn(
          "net.ipv4.tcp_tw_recycle is on: clients behind one NAT are refused",
          "0",
          Remedies.sysctl(subject, "net.ipv4.tcp_tw_recycle", 0));
    }
    return Shapes.parameter(
        subject,
        "net.ipv4.tcp_tw_reuse",
        (value, found) ->
            value == 1
                ? Verdict.note(
                    found + ", which does nothing for connections that are accepted",
                    "nothing, unless this machine is a proxy as well")
                : Verdict.ok(found));
  }

  static Verdict orphans(Subject subject) {
    OptionalLong most = subject.sysctl("net.ipv4.tcp_max_orphans");
    if (most.isEmpty()) {
      return Verdict.unknown("net.ipv4.tcp_max_orphans");
    }
    long now = subject.machine().network().sockets().get("orphan");
    String found = "%s of %s orphans".formatted(count(now), count(most.getAsLong()));
    return now * 2 >= most.getAsLong()
        ? Verdict.warn(
            found,
            "less than half",
            Remedies.sysctl(subject, "net.ipv4.tcp_max_orphans", most.getAsLong() * 2))
        : Verdict.ok(found);
  }

  static Verdict ports(Subject subject) {
    List<Long> range = subject.machine().sysctls("net.ipv4.ip_local_port_range");
    if (range.size() < 2) {
      return Verdict.unknown("net.ipv4.ip_local_port_range");
    }
    long ports = Math.max(1, range.get(1) - range.get(0) + 1);
    long wanted = subject.target().orElse(0);
    String found = "%d to %d, %s ports".formatted(range.get(0), range.get(1), count(ports));
    if (subject.settings().proxied() && wanted > ports) {
      return Verdict.note(
          "%s for each address of a proxy set like this machine".formatted(found),
          "give the proxies %s addresses in all, or the server more ports or addresses"
              .formatted(count((wanted + ports - 1) / ports)));
    }
    int port = subject.settings().port();
    boolean taken = port >= range.get(0) && port <= range.get(1) && !isReserved(subject, port);
    return taken
        ? Verdict.note(
            "%s: an outgoing connection may have server.port %d when the server starts"
                .formatted(found, port),
            "add %d to net.ipv4.ip_local_reserved_ports".formatted(port))
        : Verdict.ok(found + "; a server needs none of them");
  }

  private static boolean isReserved(Subject subject, int port) {
    String all = subject.machine().sysctlText("net.ipv4.ip_local_reserved_ports").orElse("");
    for (String each : all.split(",", -1)) {
      String[] ends = each.split("-", 2);
      long first = Numbers.read(ends[0].strip()).orElse(Numbers.UNLIMITED);
      long last = Numbers.read(ends[ends.length - 1].strip()).orElse(0);
      if (first <= port && port <= last) {
        return true;
      }
    }
    return false;
  }
}
