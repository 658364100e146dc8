package dev.freshet.bench.console;

import static dev.freshet.bench.report.Report.fixed;

import dev.freshet.bench.report.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns in the order in which they ran; each two neighbours are one open and one shut. */
public final class Turns {
  private final List<Turn> turns = new ArrayList<>();

  /** One more. */
  public void add(Turn turn) {
    turns.add(turn);
  }

  /** A table of them, and what so many consoles cost. */
  public void tell(Report report, int consoles) {
    report.row(
        "console",
        "turn",
        "CPU, % of a core",
        "JIT of it",
        "> 5 ms, %",
        "> 10 ms",
        "> 25 ms",
        "> 50 ms",
        "worst ms",
        "messages heard");
    report.rule(10);
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      row(report, "" + (i + 1), turn);
    }
    all(report, false);
    all(report, true);
    tellCost(report, consoles);
  }

  private void tellCost(Report report, int consoles) {
    Apart all = Apart.of(turns, Turn::cores);
    Apart jit = Apart.of(turns, Turn::jit);
    report.say(
        ("Open consoles (%d) cost %s %% of a core: the mean of %d pairs of neighbouring turns, open"
                + " less shut, with a standard error of %s. That is %s %% (%s) each, %s (%s) of it the"
                + " JIT's.")
            .formatted(
                consoles,
                fixed(100 * all.mean(), 2),
                turns.size() / 2,
                fixed(100 * all.error(), 2),
                fixed(100 * all.mean() / consoles, 2),
                fixed(100 * all.error() / consoles, 2),
                fixed(100 * jit.mean() / consoles, 2),
                fixed(100 * jit.error() / consoles, 2)));
  }

  /** The turns of a kind together. */
  private void all(Report report, boolean open) {
    List<Turn> these = turns.stream().filter(turn -> turn.open() == open).toList();
    row(
        report,
        "all",
        new Turn(
            open,
            these.stream().mapToDouble(Turn::cores).average().orElseThrow(),
            these.stream().mapToDouble(Turn::jit).average().orElseThrow(),
            these.stream().map(Turn::lags).reduce(Lags::and).orElseThrow(),
            these.stream().mapToLong(Turn::messages).sum()));
  }

  private static void row(Report report, String name, Turn turn) {
    report.row(
        Stream.of(
                Stream.of(
                    turn.open() ? "open" : "shut",
                    name,
                    fixed(100 * turn.cores(), 2),
                    fixed(100 * turn.jit(), 2)),
                turn.lags().cells(),
                Stream.of(Report.whole(turn.messages())))
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  /** What the open one of two neighbouring turns took more, and the mean's standard error. */
  private record Apart(double mean, double error) {
    static Apart of(List<Turn> turns, ToDoubleFunction<Turn> figure) {
      double[] apart =
          IntStream.range(0, turns.size() / 2)
              .mapToDouble(pair -> {
                Turn first = turns.get(2 * pair);
                double more =
                    figure.applyAsDouble(turns.get(2 * pair + 1)) - figure.applyAsDouble(first);
                return first.open() ? -more : more;
              })
              .toArray();
      double mean = Arrays.stream(apart).average().orElse(Double.NaN);
      double squares = Arrays.stream(apart).map(each -> (each - mean) * (each - mean)).sum();
      return new Apart(
          mean, Math.sqrt(squares / Math.max(1, apart.length - 1) / Math.max(1, apart.length)));
    }
  }
}
