package dev.freshet.cli.tools;

import dev.freshet.cli.client.Text;
import dev.freshet.cli.process.Terminal;
import dev.freshet.tools.doctor.Finding;
import dev.freshet.tools.doctor.Level;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.Words;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import java.util.Locale;

/** A report for people. */
final class DoctorTable {
  private static final int WIDTH = 100;
  private static final String INDENT = " ".repeat(9);

  private final Terminal terminal;

  DoctorTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Prints it.
   *
   * @param all whether what is as it should be is shown, too
   */
  void print(Report report, boolean all) {
    terminal.print(machine(report.machine()));
    terminal.print(holds(report));
    report.target().ifPresent(target -> terminal.print(verdict(report, target)));
    terminal.print("");
    terminal.print(row("LIMIT", "HOLDS", "HOW"));
    report
        .capacities()
        .forEach(each -> terminal.print(row(each.limit().key(), room(each), each.how())));
    report.findings().stream().filter(each -> all || each.level() != Level.OK).forEach(this::print);
    long fine = report.count(Level.OK);
    terminal.print("");
    terminal.print(
        "%d of %d rules find nothing%s"
            .formatted(fine, report.findings().size(), all ? "" : "; --all shows them"));
  }

  private static String machine(Machine machine) {
    String who =
        machine.isServer()
            ? "the server is process " + machine.process().name()
            : "no server runs: this is what one would get that is started from here";
    return Text.printable(
        "Linux %s, %s processors, %s of memory, in %s; %s"
            .formatted(
                machine.kernel(),
                machine.processors().isPresent()
                    ? Words.count(machine.processors().getAsLong())
                    : "unknown",
                machine.memory().isPresent()
                    ? Words.bytes(machine.memory().getAsLong())
                    : "unknown",
                machine.place().kind().words(),
                who));
  }

  private static String holds(Report report) {
    return report
        .first()
        .map(first ->
            "It holds %s connections. %s is hit first%s."
                .formatted(
                    Words.count(first.holds().orElse(0)),
                    first.limit().key(),
                    report
                        .next()
                        .map(next ->
                            ", then %s at %s"
                                .formatted(next.limit().key(), Words.count(next.holds().orElse(0))))
                        .orElse("")))
        .orElse("How many connections it holds is not known.");
  }

  private static String verdict(Report report, long target) {
    long failures = report.count(Level.FAIL);
    return failures == 0
        ? "It is fit for %s.".formatted(Words.count(target))
        : "It is not fit for %s: %d rule%s."
            .formatted(Words.count(target), failures, failures == 1 ? " fails" : "s fail");
  }

  private static String room(Capacity capacity) {
    if (capacity.holds().isEmpty()) {
      return "unknown";
    }
    long holds = capacity.holds().getAsLong();
    return holds == Numbers.UNLIMITED ? "no bound" : Words.count(holds);
  }

  private static String row(String limit, String holds, String how) {
    return String.format(Locale.ROOT, "%-13s %13s  %s", limit, holds, how);
  }

  private void print(Finding finding) {
    terminal.print("");
    String word = finding.level().word().toUpperCase(Locale.ROOT);
    String head = String.format(Locale.ROOT, "%-7s  %s: ", word, finding.rule().key());
    String expected = finding.expected().isEmpty() ? "" : " (expected: " + finding.expected() + ")";
    wrapped(head, Text.printable(finding.found() + expected));
    if (finding.level() == Level.OK || finding.level() == Level.UNKNOWN) {
      return;
    }
    if (!finding.change().isEmpty()) {
      wrapped(INDENT + "do: ", Text.printable(finding.change()));
    }
    wrapped(INDENT + "why: ", finding.rule().why());
    wrapped(INDENT + "source: ", finding.rule().source());
  }

  /** Breaks a text at blanks. */
  private void wrapped(String head, String text) {
    var line = new StringBuilder(head);
    boolean first = true;
    for (String word : text.split(" ", -1)) {
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        terminal.print(line.toString());
        line = new StringBuilder(INDENT + "  ");
        first = true;
      }
      line.append(first ? "" : " ").append(word);
      first = false;
    }
    terminal.print(line.toString());
  }
}
