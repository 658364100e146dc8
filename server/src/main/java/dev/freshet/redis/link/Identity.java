package dev.freshet.redis.link;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which server a connection has reached, and in which of its lives. What is written at one identity
 * may be missing at another: a replica that took over can lack the last writes, a server that was
 * started anew those that had not reached its disk.
 *
 * @param life one life of a process and of its being a master; 16 characters
 * @param version such as {@code 7.0.15}
 * @param master whether it takes writes
 * @param cluster whether it is a member of a Redis Cluster
 */
record Identity(String life, String version, boolean master, boolean cluster) {
  /** Sharded Pub/Sub and scripts that replicate their effects alone come with this release. */
  static final int OLDEST_MAJOR = 7;

  private static final int PART = 8;
  private static final Pattern LINE = Pattern.compile("(?m)^([a-z0-9_]+):([^\\r\\n]*)");
  private static final Pattern MAJOR = Pattern.compile("([0-9]{1,4})\\..*");

  /**
   * Reads the answer to {@code INFO}.
   *
   * @throws IOException when it is not the answer of a Redis that can be used here
   */
  static Identity of(String info) throws IOException {
    Map<String, String> fields = new HashMap<>();
    Matcher line = LINE.matcher(info);
    while (line.find()) {
      fields.put(line.group(1), line.group(2));
    }
    String version = fields.getOrDefault("redis_version", "unknown");
    Matcher major = MAJOR.matcher(version);
    if (!major.matches() || Integer.parseInt(major.group(1)) < OLDEST_MAJOR) {
      throw new Unusable("Redis " + version + " (expected: 7.0 or newer)");
    }
    return new Identity(
        part(fields.get("run_id")) + part(fields.get("master_replid")),
        version,
        "master".equals(fields.get("role")),
        "1".equals(fields.get("cluster_enabled")));
  }

  private static String part(@Nullable String id) throws IOException {
    if (id == null || id.length() < PART) {
      throw new IOException("INFO without run_id or master_replid (expected: both)");
    }
    return id.substring(0, PART);
  }
}
