package dev.freshet.tools.plan;

import java.util.List;

/**
 * The row of the decision matrix, and why.
 *
 * @param row that the number of connections leads to
 * @param deciding the row that decides: the same, or one of the circumstances
 * @param reasons for it, in sentences
 * @param against it, in sentences
 */
public record Decision(Row row, Row deciding, List<String> reasons, List<String> against) {
  /** Takes copies. */
  public Decision {
    reasons = List.copyOf(reasons);
    against = List.copyOf(against);
  }

  /** The rows. */
  public enum Row {
    ONE_SERVER("under 1K", "one server", false),
    FEW_SERVERS("1K to 100K", "2 to 5 servers and Redis Pub/Sub", false),
    SHARDED("100K to 1M", "sharded servers, Redis Cluster, a load balancer", false),
    MANAGED("over 1M", "strongly consider a managed service", true),
    SMALL_TEAM("a small team", "a managed service from the start", true),
    DEADLINE("a deadline", "a managed service from the start", true),
    CUSTOM_PROTOCOL("a custom protocol", "self-host at any scale", false),
    TRADING("trading", "self-host at any scale", false);

    private final String when;
    private final String advice;
    private final boolean managed;

    Row(String when, String advice, boolean managed) {
      this.when = when;
      this.advice = advice;
      this.managed = managed;
    }

    /** The first column. */
    public String when() {
      return when;
    }

    /** The second column. */
    public String advice() {
      return advice;
    }

    /** Whether it advises a managed service, and not servers of one's own. */
    public boolean advisesManaged() {
      return managed;
    }
  }
}
