package dev.freshet.redis.link;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lettuce, set up: it opens connections and speaks; what is lost it leaves to {@link Shard}. */
final class Clients implements AutoCloseable {
  private static final int THREADS = 2;

  /** Commands of all threads that meet on a connection leave in one write. */
  private static final int FLUSH_AFTER = 256;

  static {
    // Lettuce warns at every connection that it must choose; epoll is what the node's own loops
    // use.
    if (System.getProperty("io.lettuce.core.iouring") == null) {
      System.setProperty("io.lettuce.core.iouring", "false");
    }
  }

  private final ClientResources resources;
  private final RedisClient client;
  private final @Nullable RedisClusterClient cluster;

  Clients(RedisSettings settings) {
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .nettyCustomizer(new Consolidation())
            .build();
    client = RedisClient.create(resources);
    client.setOptions(options(ClientOptions.builder(), settings).build());
    cluster = settings.cluster() ? cluster(settings) : null;
  }

  private RedisClusterClient cluster(RedisSettings settings) {
    var made =
        RedisClusterClient.create(
            resources, settings.servers().stream().map(RedisServer::uri).toList());
    made.setOptions(
        (ClusterClientOptions) options(ClusterClientOptions.builder(), settings).build());
    return made;
  }

  private static ClientOptions.Builder options(
      ClientOptions.Builder builder, RedisSettings settings) {
    var ssl = SslOptions.builder().jdkSslProvider();
    if (settings.ca() != null) {
      ssl.trustManager(settings.ca().toFile());
    }
    return builder
        .autoReconnect(false)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(SocketOptions.builder().connectTimeout(settings.connectTimeout()).build())
        .sslOptions(ssl.build())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()));
  }

  RedisClient client() {
    return client;
  }

  /** Null where there is no cluster. */
  @Nullable RedisClusterClient cluster() {
    return cluster;
  }

  /**
   * Asks a server what it is; blocks.
   *
   * @throws IOException when it cannot be reached
   * @throws IllegalArgumentException when it can and will never do, naming the setting
   */
  void check(RedisServer server, RedisSettings settings) throws IOException, InterruptedException {
    String setting = settings.cluster() ? "engine.redis.cluster" : "engine.redis.url";
    try {
      Identity identity = Link.ask(client, server.uri(), settings.connectTimeout());
      if (identity.cluster() != settings.cluster()) {
        throw new IllegalArgumentException(
            "%s: %s (expected: %s)"
                .formatted(
                    setting,
                    server,
                    settings.cluster()
                        ? "a member of a Redis Cluster; engine.redis.url is for others"
                        : "no member of a Redis Cluster; engine.redis.cluster is for them"));
      }
    } catch (Unusable e) {
      throw new IllegalArgumentException(
          "%s: %s: %s".formatted(setting, server, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    Duration none = Duration.ZERO;
    if (cluster != null) {
      cluster.shutdown(none, none);
    }
    client.shutdown(none, none);
    var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  /** Lays the pipeline of each connection. */
  private static final class Consolidation implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
      // A connection that is given up is reset: what it still had to send would else arrive when
      // the network is back, long after its senders were told that it failed.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
  }
}
