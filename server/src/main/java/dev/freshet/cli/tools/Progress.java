package dev.freshet.cli.tools;

import dev.freshet.tools.load.run.Moment;
import dev.freshet.tools.load.run.Telling;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Tells how a measurement goes: on a terminal one line that is written anew every second, elsewhere
 * a line every five.
 */
final class Progress implements Telling {
  private static final long TERMINAL_NANOS = 1_000_000_000;
  private static final long FILE_NANOS = 5_000_000_000L;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean terminal;
  private long told = System.nanoTime();
  private boolean open;

  Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void step(String text) {
    end();
    err.println("freshet: " + text);
  }

  @Override
  public void progress(Moment moment) {
    long now = System.nanoTime();
    if (now - told < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
      return;
    }
    told = now;
    if (terminal) {
      err.print(CLEAR + line(moment));
      err.flush();
      open = true;
    } else {
      err.println("freshet: " + line(moment));
    }
  }

  /** What follows stands on a line of its own. */
  void end() {
    if (open) {
      err.print(CLEAR);
      err.flush();
      open = false;
    }
  }

  /** A moment in a line. */
  static String line(Moment moment) {
    var line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%4.0f s  %s: ", moment.seconds(), moment.phase()));
    line.append(String.format(Locale.ROOT, "%,d open", moment.connections()));
    if (moment.lost() > 0) {
      line.append(String.format(Locale.ROOT, ", %,d attempts lost", moment.lost()));
    }
    if (moment.heard() > 0) {
      line.append(String.format(Locale.ROOT, ", %,.0f heard/s", moment.heard()));
    }
    if (Double.isFinite(moment.p99())) {
      line.append(String.format(Locale.ROOT, ", p99 %.1f ms", moment.p99()));
    }
    if (Double.isFinite(moment.serverCpu())) {
      line.append(String.format(Locale.ROOT, ", server %.2f cores", moment.serverCpu()));
    }
    if (Double.isFinite(moment.clientCpu())) {
      line.append(String.format(Locale.ROOT, ", clients %.2f", moment.clientCpu()));
    }
    return line.toString();
  }
}
