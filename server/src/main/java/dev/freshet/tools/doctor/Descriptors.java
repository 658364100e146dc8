package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Limit;
import dev.freshet.tools.doctor.capacity.Needs;
import dev.freshet.tools.doctor.machine.Place;
import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Rules about open files. */
final class Descriptors {
  /** Fewer than this is what was never set. */
  private static final long FEW = 10_000;

  private static final int PERCENT = 100;
  private static final int FULL = 95;
  private static final int NEARLY_FULL = 80;

  /** Beyond it nobody reads what is in a folder. */
  private static final int FILES_MAX = 100;

  private Descriptors() {}

  static Verdict openFiles(Subject subject) {
    OptionalLong max = subject.machine().process().openFilesMax();
    if (max.isEmpty()) {
      return Verdict.unknown("the limit of open files of process " + name(subject));
    }
    String found = count(max.getAsLong()) + " open files allowed";
    if (subject.isShort(Limit.OPEN_FILES)) {
      long need = subject.needs().openFiles();
      return Verdict.fail(found, count(need), Remedies.openFiles(subject, need));
    }
    if (max.getAsLong() < FEW) {
      long need = new Needs(FEW, subject.settings()).openFiles();
      return Verdict.warn(found, "at least " + count(FEW), Remedies.openFiles(subject, need));
    }
    return Verdict.ok(found);
  }

  private static String name(Subject subject) {
    return subject.machine().process().name();
  }

  static Verdict nrOpen(Subject subject) {
    OptionalLong ceiling = subject.sysctl("fs.nr_open");
    if (ceiling.isEmpty()) {
      return Verdict.unknown("fs.nr_open");
    }
    String found = "fs.nr_open is " + count(ceiling.getAsLong());
    if (subject.isShort(Limit.NR_OPEN)) {
      long need = subject.needs().openFiles();
      return Verdict.fail(
          found,
          count(need),
          Remedies.sysctl(subject, "fs.nr_open", need) + ", before the limit of open files");
    }
    long max = subject.machine().process().openFilesMax().orElse(0);
    if (max > ceiling.getAsLong()) {
      return Verdict.warn(
          found + ", the process is allowed " + count(max),
          "no less than the process is allowed",
          Remedies.sysctl(subject, "fs.nr_open", max));
    }
    return Verdict.ok(found);
  }

  static Verdict systemFiles(Subject subject) {
    Capacity capacity = subject.capacity(Limit.SYSTEM_FILES);
    if (capacity.holds().isEmpty()) {
      return Verdict.unknown(capacity.how());
    }
    OptionalLong max = subject.sysctl("fs.file-max");
    long open = subject.machine().sysctls("fs.file-nr").stream().findFirst().orElse(0L);
    String found = "fs.file-max is %s, %s open".formatted(count(max.orElse(0)), count(open));
    if (subject.isShort(Limit.SYSTEM_FILES)) {
      long need = subject.needs().systemFiles(open);
      return Verdict.fail(found, count(need), Remedies.sysctl(subject, "fs.file-max", need));
    }
    return isBeyond(open, max.orElse(Numbers.UNLIMITED), NEARLY_FULL)
        ? Verdict.warn(
            found, "a fifth of it free", Remedies.sysctl(subject, "fs.file-max", max.orElse(0) * 2))
        : Verdict.ok(found);
  }

  private static boolean isBeyond(long used, long whole, int percent) {
    return whole != Numbers.UNLIMITED && used * PERCENT >= whole * percent;
  }

  static Verdict used(Subject subject) {
    if (!subject.machine().isServer()) {
      return Verdict.ok("no server runs");
    }
    OptionalLong open = subject.machine().process().descriptors();
    OptionalLong max = subject.machine().process().openFilesMax();
    if (open.isEmpty() || max.isEmpty()) {
      return Verdict.unknown(
          "the open files of process %s (expected: run by its user, or by root)"
              .formatted(name(subject)));
    }
    String found = "%s of %s open".formatted(count(open.getAsLong()), count(max.getAsLong()));
    if (!isBeyond(open.getAsLong(), max.getAsLong(), NEARLY_FULL)) {
      return Verdict.ok(found);
    }
    String expected = "less than %d %% of them".formatted(NEARLY_FULL);
    String change = Remedies.openFiles(subject, max.getAsLong() * 2) + ", or add a node";
    return isBeyond(open.getAsLong(), max.getAsLong(), FULL)
        ? Verdict.fail(found, expected, change)
        : Verdict.warn(found, expected, change);
  }

  static Verdict limitsConf(Subject subject) {
    List<Long> values = limitsOfLogins(subject.machine().root());
    if (values.isEmpty()) {
      return Verdict.ok("no limit of open files in limits.conf");
    }
    long highest = values.stream().mapToLong(Long::longValue).max().orElse(0);
    String found = "limits.conf says nofile " + count(highest);
    long ceiling = subject.sysctl("fs.nr_open").orElse(Numbers.UNLIMITED);
    if (highest > ceiling) {
      return Verdict.warn(
          found + ", fs.nr_open is " + count(ceiling),
          "at most fs.nr_open",
          Remedies.sysctl(subject, "fs.nr_open", highest) + ", or lower it in limits.conf");
    }
    Place place = subject.machine().place();
    long max = subject.machine().process().openFilesMax().orElse(highest);
    return place.kind() == Place.Kind.SHELL || max >= highest
        ? Verdict.ok(found)
        : Verdict.note(
            "%s, the process is allowed %s: it runs in %s"
                .formatted(found, count(max), place.kind().words()),
            Remedies.openFiles(subject, highest));
  }

  /** The numbers of all lines such as {@code * hard nofile 1000000}. */
  private static List<Long> limitsOfLogins(Root root) {
    Stream<String> files =
        Stream.concat(
            Stream.of("etc/security/limits.conf"),
            root.names("etc/security/limits.d", FILES_MAX).stream()
                .filter(name -> name.endsWith(".conf"))
                .map(name -> "etc/security/limits.d/" + name));
    return files
        .flatMap(file -> root.lines(file).stream())
        .map(line -> line.strip().toLowerCase(Locale.ROOT).split("\\s+", -1))
        .filter(words -> words.length > 3 && !words[0].startsWith("#"))
        .filter(words -> words[2].equals("nofile"))
        .map(words -> words[3].equals("infinity") ? "unlimited" : words[3])
        .map(Numbers::read)
        .flatMapToLong(OptionalLong::stream)
        .boxed()
        .toList();
  }

  static Verdict appLimits(Subject subject) {
    String found = "all apps together may have " + count(subject.settings().connections());
    return subject.isShort(Limit.APPS)
        ? Verdict.fail(
            found,
            count(subject.target().orElse(0)),
            "raise limits.connections, of the node or of its apps")
        : Verdict.ok(found);
  }
}
