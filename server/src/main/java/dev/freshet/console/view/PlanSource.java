package dev.freshet.console.view;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.List;
import java.util.Map;

/** Where the console's plans come from. Called on virtual threads; may take its time. */
public interface PlanSource {
  /** When the planner is not there. */
  PlanSource NONE =
      new PlanSource() {
        @Override
        public byte[] plan(Map<String, List<String>> options) {
          throw absent();
        }

        @Override
        public byte[] curve(Map<String, List<String>> options) {
          throw absent();
        }

        @Override
        public byte[] exercise() {
          throw absent();
        }

        private static Refused absent() {
          return new Refused(Problem.NOT_BUILT, "planner not in this build");
        }
      };

  /**
   * A plan, as {@code freshet plan --json} prints it.
   *
   * @param options by the names that the command line has, without dashes
   * @throws Refused with {@link Problem#BAD_REQUEST} for an option that is wrong
   */
  byte[] plan(Map<String, List<String>> options);

  /**
   * What each way costs a month over numbers of connections: {@code
   * {"connections":[…],"lines":[{"id","label","usd_month":[…]}],"crossovers":[…]}}.
   *
   * @param options as those of {@link #plan}
   * @throws Refused with {@link Problem#BAD_REQUEST} for an option that is wrong
   */
  byte[] curve(Map<String, List<String>> options);

  /** The worked answer to the exercise. */
  byte[] exercise();
}
