package dev.freshet.tools.plan.money;

import java.util.List;
import java.util.Optional;

/**
 * What a managed service asks.
 *
 * @param key short name
 * @param name of the service and the plan
 * @param bill empty where it has no public price for this size
 * @param why there is none; empty where there is one
 * @param notes limits that this demand meets, prices that are not confirmed
 */
public record Quote(String key, String name, Optional<Bill> bill, String why, List<String> notes) {
  /** Takes a copy. */
  public Quote {
    notes = List.copyOf(notes);
  }

  /** Whether it is no service but parts to build one from: no decision compares with it. */
  public boolean isParts() {
    return key.equals("cloudflare");
  }
}
