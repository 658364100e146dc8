package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Share;
import java.util.Optional;

/**
 * The Redis of one region.
 *
 * @param kind none for a single node
 * @param shards primaries; 0 for none
 * @param replicas of each primary
 * @param instance what each runs on; empty for none
 * @param memory of history and what nodes know together, over all shards
 * @param publications a second at the peak, over all shards
 * @param busy part of a shard's one core at the peak
 */
public record RedisPlan(
    Kind kind,
    int shards,
    int replicas,
    Optional<Instance> instance,
    Bytes memory,
    Rate publications,
    Share busy) {

  /** How Redis is run. */
  public enum Kind {
    NONE("none: one node needs no Redis"),
    SINGLE("one Redis with a replica"),
    CLUSTER("Redis Cluster");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As it is shown. */
    public String word() {
      return word;
    }
  }

  /** Servers of all kinds. */
  public int servers() {
    return shards * (1 + replicas);
  }
}
