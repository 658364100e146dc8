package dev.freshet.console.view;

import java.util.List;
import java.util.Map;

/** Where the console's plans come from. Called on virtual threads; may take its time. */
public interface PlanSource {
  /**
   * A plan, as {@code freshet plan --json} prints it.
   *
   * @param options by the names that the command line has, without dashes
   * @throws dev.freshet.model.Refused as a bad request, for an option that is wrong
   */
  byte[] plan(Map<String, List<String>> options);

  /**
   * What each way costs a month over numbers of connections: {@code
   * {"connections":[…],"lines":[{"id","label","usd_month":[…]}],"crossovers":[…]}}.
   *
   * @param options as those of {@link #plan}
   * @throws dev.freshet.model.Refused as a bad request, for an option that is wrong
   */
  byte[] curve(Map<String, List<String>> options);

  /** The worked answer to the exercise. */
  byte[] exercise();
}
