package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.capacity.Limit;
import dev.freshet.tools.doctor.machine.Network;
import java.util.List;
import java.util.OptionalLong;

/** Rules about packets on their way to TCP. */
final class Packets {
  private static final int PERCENT = 100;
  private static final int NEARLY_FULL = 80;

  /** From here on one processor for all packets is a bottleneck to look at first. */
  private static final long MANY = 100_000;

  private static final String BACKLOG = "net.core.netdev_max_backlog";

  private Packets() {}

  static Verdict conntrack(Subject subject) {
    OptionalLong max = subject.sysctl("net.netfilter.nf_conntrack_max");
    OptionalLong count = subject.sysctl("net.netfilter.nf_conntrack_count");
    if (max.isEmpty() || count.isEmpty()) {
      return Verdict.ok("no connection tracking");
    }
    String found = "%s of %s entries".formatted(count(count.getAsLong()), count(max.getAsLong()));
    String or = ", or exempt the server's port (nft: notrack)";
    if (subject.isShort(Limit.CONNTRACK)) {
      long need = subject.needs().conntrack();
      return Verdict.fail(found, count(need), remedy(subject, need) + or);
    }
    return count.getAsLong() * PERCENT >= max.getAsLong() * NEARLY_FULL
        ? Verdict.warn(found, "a fifth free", remedy(subject, max.getAsLong() * 2) + or)
        : Verdict.ok(found);
  }

  private static String remedy(Subject subject, long value) {
    return Remedies.sysctl(subject, "net.netfilter.nf_conntrack_max", value);
  }

  static Verdict backlog(Subject subject) {
    OptionalLong value = subject.sysctl(BACKLOG);
    if (value.isEmpty()) {
      return Verdict.unknown(BACKLOG);
    }
    String found = "%s is %s".formatted(BACKLOG, count(value.getAsLong()));
    // Of the kernel, in net/core/dev.c.
    boolean raised = value.getAsLong() > 1_000;
    return raised && subject.machine().network().softnet().dropped() == 0
        ? Verdict.note(found + ", and nothing was ever dropped there", "nothing")
        : Verdict.ok(found);
  }

  static Verdict dropped(Subject subject) {
    Network.Softnet counted = subject.machine().network().softnet();
    if (counted.processed() == 0) {
      return Verdict.unknown("softnet_stat");
    }
    String found =
        "%s of %s packets dropped".formatted(count(counted.dropped()), count(counted.processed()));
    long next = subject.sysctl(BACKLOG).orElse(1_000) * 2;
    return counted.dropped() == 0
        ? Verdict.ok(found)
        : Verdict.warn(
            found,
            "none",
            "if it grows, %s; or spread packets over more processors (RPS)"
                .formatted(Remedies.sysctl(subject, BACKLOG, next)));
  }

  static Verdict squeezed(Subject subject) {
    Network.Softnet counted = subject.machine().network().softnet();
    if (counted.processed() == 0) {
      return Verdict.unknown("softnet_stat");
    }
    String found = "%s times".formatted(count(counted.squeezed()));
    return counted.squeezed() == 0
        ? Verdict.ok(found)
        : Verdict.note(
            found, "if it grows fast under load, raise net.core.netdev_budget and its _usecs");
  }

  static Verdict cards(Subject subject) {
    List<Network.Card> cards = subject.machine().network().cards();
    OptionalLong processors = subject.machine().processors();
    if (cards.isEmpty() || processors.isEmpty()) {
      return Verdict.unknown("the queues of a network card");
    }
    Network.Card worst = cards.getFirst();
    for (Network.Card card : cards) {
      worst = card.receiveQueues() < worst.receiveQueues() ? card : worst;
    }
    String found =
        "%s has %d receive queue%s for %s processors"
            .formatted(
                worst.name(),
                worst.receiveQueues(),
                worst.receiveQueues() == 1 ? "" : "s",
                count(processors.getAsLong()));
    boolean narrow = worst.receiveQueues() < 2 && processors.getAsLong() > 1 && !worst.spread();
    return narrow && subject.target().orElse(0) >= MANY
        ? Verdict.note(
            found,
            "more queues (ethtool -L), else RPS: a mask of processors in"
                + " /sys/class/net/%s/queues/rx-0/rps_cpus".formatted(worst.name()))
        : Verdict.ok(found);
  }

  static Verdict namespace(Subject subject) {
    if (!subject.machine().isServer()) {
      return Verdict.ok("no server runs");
    }
    return subject.machine().isElsewhere()
        ? Verdict.warn(
            "process %s has another network namespace"
                .formatted(subject.machine().process().name()),
            "the same as the caller's",
            "run freshet doctor in its container, or nsenter --net --target %s"
                .formatted(subject.machine().process().name()))
        : Verdict.ok("the caller and the server have the same");
  }
}
