package dev.freshet.tools.plan.money;

import dev.freshet.tools.plan.demand.Workload;

/** A managed service that can say what it asks. */
public interface Offer {
  /** Short name, as JSON and columns have it. */
  String key();

  /** What it asks for that demand. */
  Quote quote(Workload demand);
}
