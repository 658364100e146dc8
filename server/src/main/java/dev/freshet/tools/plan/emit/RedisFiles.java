package dev.freshet.tools.plan.emit;

import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.price.Instance;
import dev.freshet.tools.plan.price.Price;
import dev.freshet.tools.plan.unit.Figures;
import java.util.ArrayList;
import java.util.List;

/** Redis's configuration: a primary and its replica, or the members of a cluster. */
final class RedisFiles {
  private static final long MIB = 1L << 20;

  /** Redis's own bound for what waits for a subscriber, and how much more is asked for. */
  private static final long PUBSUB = 32 * MIB;

  private static final int PUBSUB_SECONDS = 10;

  private final Layout layout;
  private final Secrets secrets;

  RedisFiles(Layout layout, Secrets secrets) {
    this.layout = layout;
    this.secrets = secrets;
  }

  List<TextFile> files() {
    if (!layout.hasRedis()) {
      return List.of();
    }
    var files = new ArrayList<TextFile>();
    if (layout.isCluster()) {
      files.add(file("cluster.conf", "every member of the Redis Cluster", cluster()));
      files.add(create());
    } else {
      files.add(file("redis.conf", "the server that nodes share, " + Layout.redis(1), ""));
      files.add(
          file(
              "replica.conf",
              "its replica, " + Layout.redis(2),
              """

              # Failover is by hand: REPLICAOF NO ONE here, then this address in secrets.env of all nodes. For one
              # that waits for nobody there is Sentinel, see docs/guides/scale-with-redis.md.
              replicaof %s 6379
              """
                  .formatted(Layout.redis(1))));
    }
    files.add(users());
    files.add(
        new TextFile(
            "redis/sysctl.d/90-redis.conf",
            layout.head("For /etc/sysctl.d on a machine of Redis")
                + """

                # Without it a fork, for a replica or the append-only file, may fail with half of the memory free.
                vm.overcommit_memory = 1
                """,
            "sysctl --dry-run -p redis/sysctl.d/90-redis.conf"));
    return files;
  }

  private TextFile file(String name, String what, String more) {
    Instance instance = layout.redis().instance().orElseThrow();
    String text =
        layout.head(
                "Redis 7.0 or newer, for "
                    + what
                    + ": /etc/redis/redis.conf, owned by redis, mode 600")
            + """
            # %d × %s. Starts with: redis-server /etc/redis/redis.conf

            port 6379
            bind * -::*
            # Who may do what, with hashes of the passwords in secrets.env; nobody else may anything.
            aclfile /etc/redis/users.acl
            # With this one a replica proves itself to its primary.
            masteruser replica
            masterauth %s
            dir /var/lib/redis

            # Positions, presence and webhooks are not a cache. %s are reckoned with in all, over %d %s;
            # a server has %s, of which this is %s %%, for the rest forks and waiting output.
            maxmemory-policy noeviction
            maxmemory %dmb

            # %s publications a second in all. A node that reads too slowly is cut off with more waiting than
            # %d seconds of them; it comes back and closes the gap from history.
            client-output-buffer-limit pubsub %dmb %dmb 60
            """
                .formatted(
                    layout.redis().servers(),
                    instance.name(),
                    secrets.redisReplica,
                    layout.redis().memory().text(),
                    layout.redis().shards(),
                    layout.redis().shards() == 1 ? "primary" : "primaries",
                    instance.memory().text(),
                    Figures.few(layout.value(Price.REDIS_MEMORY) * 100),
                    (long) (instance.memory().count() * layout.value(Price.REDIS_MEMORY)) / MIB,
                    layout.redis().publications().text(),
                    PUBSUB_SECONDS,
                    pubsub(),
                    pubsub())
            + disk()
            + more;
    return new TextFile(
        "redis/" + name, text, "redis-server redis/" + name + " (starts with it)", true);
  }

  /** Mebibytes: ten seconds of a shard's publications, at least what Redis has by itself. */
  private long pubsub() {
    double second =
        layout.redis().publications().perSecond()
            / layout.redis().shards()
            * (layout.demand().payload().count() + layout.value(Price.WIRE));
    return (long) Math.ceil(Math.max(PUBSUB, second * PUBSUB_SECONDS) / MIB);
  }

  private String disk() {
    return layout.demand().history() > 0
        ? """

        # History and decided webhooks outlive a restart, but for up to a second of them.
        appendonly yes
        appendfsync everysec
        save ""
        """
        : """

        # There is no history to keep. Webhooks that are decided and not delivered are lost with the memory.
        appendonly no
        save ""
        """;
  }

  private static String cluster() {
    return """

    cluster-enabled yes
    cluster-config-file nodes.conf
    # A primary that is silent for so long is replaced by its replica.
    cluster-node-timeout 5000
    # One lost shard does not stop the others.
    cluster-require-full-coverage no
    """;
  }

  private TextFile create() {
    var members = new StringBuilder();
    int servers = layout.redis().servers();
    for (int i = 1; i <= servers; i++) {
      members.append("  %s:6379 \\\n".formatted(Layout.redis(i)));
    }
    String text =
        "#!/bin/sh\n"
            + layout.head(
                "Joins the members to a cluster, once, when all run; --cluster-yes asks nothing")
            + """
            # %d primaries: %s %% of a core each at the peak, and never less than three, which agree on a failover.
            set -eu

            # So that the password is in no list of processes.
            REDISCLI_AUTH=%s
            export REDISCLI_AUTH
            redis-cli --user admin "$@" --cluster create \\
            %s  --cluster-replicas %d
            """
                .formatted(
                    layout.redis().shards(),
                    Figures.few(layout.redis().busy().value() * 100),
                    secrets.redisAdmin,
                    members,
                    layout.redis().replicas());
    return new TextFile("redis/create-cluster.sh", text, "sh -n redis/create-cluster.sh", true);
  }

  private TextFile users() {
    String text =
        """
        user default off
        user freshet on #%s ~freshet:* &freshet:* +@read +@write +@scripting +@pubsub +info +hello +time +client|setname +ping%s
        user replica on #%s +psync +replconf +ping
        user admin on #%s ~* &* +@all
        """
            .formatted(
                Secrets.hashed(secrets.redisNode),
                layout.isCluster() ? " +cluster +asking" : "",
                Secrets.hashed(secrets.redisReplica),
                Secrets.hashed(secrets.redisAdmin));
    return new TextFile("redis/users.acl", text, "", true);
  }
}
