package dev.freshet.cli.tools;

import dev.freshet.tools.load.client.ClientLoop;
import dev.freshet.tools.load.client.ClientPlan;
import java.io.IOException;
import java.util.List;

/**
 * The program of the processes that {@code freshet load} starts: it reads requests from standard
 * input and answers on standard output, and loads nothing of the command line, so that it stays
 * small.
 */
public final class LoadProcess {
  private LoadProcess() {}

  /** Runs one; see {@link ClientPlan#arguments}. */
  public static void main(String[] args) throws IOException {
    ClientPlan plan = ClientPlan.parse(List.of(args), System.getenv());
    ClientLoop.run(plan, System.in, System.out, System.err);
  }
}
