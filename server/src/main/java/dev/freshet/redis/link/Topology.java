package dev.freshet.redis.link;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which server keeps which bucket. From any thread; nothing blocks but {@link #close}. */
interface Topology extends AutoCloseable {

  /**
   * A state of things.
   *
   * @param servers the server of each bucket, {@link Store#BUCKETS} of them; an element is null
   *     when nobody keeps it now
   * @param masters the names of all servers that are masters and not known to fail: what was
   *     written there is not lost when its bucket is at another server afterwards
   */
  record Map(List<@Nullable RedisServer> servers, Set<String> masters) {}

  /** Has a listener told of the first state and of every later one, one at a time. */
  void start(Consumer<Map> listener);

  /** Somebody was sent elsewhere or met a server that is gone: looks again, soon. */
  void refresh();

  /**
   * Why it is not known now who keeps what, without a secret: anybody may be shown it; null when it
   * is known.
   */
  default @Nullable String silence() {
    return null;
  }

  @Override
  void close();
}
