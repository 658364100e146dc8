package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.machine.Listeners.Listener;
import java.util.List;
import java.util.OptionalLong;

/** Rules about connections that are not accepted yet. */
final class Queues {
  /** The default of net.core.somaxconn since Linux 5.4. */
  private static final long USUAL = 4_096;

  private Queues() {}

  static Verdict accept(Subject subject) {
    OptionalLong most = subject.sysctl("net.core.somaxconn");
    long asked = subject.settings().backlog();
    if (most.isEmpty()) {
      return Verdict.unknown("net.core.somaxconn");
    }
    String both =
        "server.backlog %s, net.core.somaxconn %s".formatted(count(asked), count(most.getAsLong()));
    long derived = subject.backlog();
    OptionalLong real = real(subject);
    String found =
        real.isPresent()
            ? "the listener holds %s (%s)".formatted(count(real.getAsLong()), both)
            : "the smaller of %s".formatted(both);
    if (real.isPresent() && real.getAsLong() < derived) {
      return Verdict.warn(
          found, count(derived), "restart the server: what holds is what held when it started");
    }
    long wanted = subject.target().isPresent() ? subject.needs().queue() : Math.min(asked, USUAL);
    if (derived >= wanted && most.getAsLong() >= asked) {
      return Verdict.ok(found);
    }
    String change = change(subject, Math.max(wanted, asked));
    return subject.target().isPresent() && most.getAsLong() >= Math.min(asked, USUAL)
        ? Verdict.note(found + "; for the target " + count(wanted) + " is advised", change)
        : Verdict.warn(found, count(Math.max(wanted, asked)), change);
  }

  private static String change(Subject subject, long wanted) {
    var change = new StringBuilder();
    if (subject.sysctl("net.core.somaxconn").orElse(0) < wanted) {
      change.append(Remedies.sysctl(subject, "net.core.somaxconn", wanted)).append(", ");
    }
    if (subject.settings().backlog() < wanted) {
      change.append("set server.backlog to ").append(wanted).append(", ");
    }
    return change.append("then restart the server").toString();
  }

  /** Only the full examination looks: it takes a process. */
  private static OptionalLong real(Subject subject) {
    return subject.isAtStart() || !subject.machine().isServer()
        ? OptionalLong.empty()
        : subject.machine().backlog(listeners(subject));
  }

  private static List<Listener> listeners(Subject subject) {
    return subject.machine().listeners(subject.settings().port());
  }

  static Verdict waiting(Subject subject) {
    if (!subject.machine().isServer()) {
      return Verdict.ok("no server runs");
    }
    List<Listener> listeners = listeners(subject);
    if (listeners.isEmpty()) {
      return Verdict.unknown("where process " + subject.machine().process().name() + " listens");
    }
    long waiting = listeners.stream().mapToLong(Listener::waiting).max().orElse(0);
    String found = count(waiting) + " connections wait to be accepted";
    return waiting * 2 >= subject.backlog() && waiting > 0
        ? Verdict.warn(
            found,
            "less than half of " + count(subject.backlog()),
            "the event loops are late: see freshet_loop_lag_seconds; add cores or nodes")
        : Verdict.ok(found);
  }

  static Verdict cookies(Subject subject) {
    return Shapes.wanted(subject, "net.ipv4.tcp_syncookies", 1);
  }

  static Verdict synBacklog(Subject subject) {
    OptionalLong value = subject.sysctl("net.ipv4.tcp_max_syn_backlog");
    OptionalLong cookies = subject.sysctl("net.ipv4.tcp_syncookies");
    if (value.isEmpty() || cookies.isEmpty()) {
      return Verdict.unknown("net.ipv4.tcp_max_syn_backlog or tcp_syncookies");
    }
    String found = "net.ipv4.tcp_max_syn_backlog is " + count(value.getAsLong());
    if (cookies.getAsLong() != 0) {
      return value.getAsLong() > subject.backlog()
          ? Verdict.note(
              found
                  + ", without effect: the listener's %s bounds"
                      .formatted(count(subject.backlog())),
              "nothing; raise server.backlog and net.core.somaxconn instead")
          : Verdict.ok(found + ", not looked at while tcp_syncookies is on");
    }
    return value.getAsLong() < subject.backlog()
        ? Verdict.warn(
            found + ", and tcp_syncookies is 0",
            count(subject.backlog()),
            Remedies.sysctl(subject, "net.ipv4.tcp_max_syn_backlog", subject.backlog()))
        : Verdict.ok(found);
  }

  static Verdict abort(Subject subject) {
    return Shapes.wanted(subject, "net.ipv4.tcp_abort_on_overflow", 0);
  }

  static Verdict overflows(Subject subject) {
    return Shapes.harm(
        subject,
        "ListenOverflows",
        List.of("ListenDrops"),
        "%s overflows, %s drops",
        "raise server.backlog and net.core.somaxconn if it grows while clients come back, and"
            + " look at freshet_loop_lag_seconds");
  }

  static Verdict synQueueFull(Subject subject) {
    return Shapes.harm(
        subject,
        "SyncookiesSent",
        List.of("TCPReqQFullDoCookies", "TCPReqQFullDrop"),
        "%s cookies sent, full %s times",
        "raise server.backlog and net.core.somaxconn, unless it was an attack");
  }
}
