package dev.freshet.redis.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of the ways in which Lettuce says that there is no connection. */
class LinkTest {
  private static final RedisURI URI = RedisURI.create("redis://127.0.0.1:6379");

  /** As Lettuce says it when the connection ended before the calling thread came to look at it. */
  private final Throwable lost =
      new RedisConnectionException(
          "Unable to connect", new IllegalStateException("RedisHandshakeHandler not registered"));

  private final Throwable wrongPassword =
      new RedisConnectionException(
          "Unable to connect",
          new RedisCommandExecutionException("WRONGPASS invalid username-password pair"));

  private final Throwable away =
      new RedisConnectionException("Unable to connect", new IOException("Connection refused"));

  /** Fails in these ways, one attempt after the other. */
  private static final class Failing extends RedisClient {
    private final Queue<Throwable> failures;

    Failing(List<Throwable> failures) {
      super(null, new RedisURI());
      this.failures = new ArrayDeque<>(failures);
    }

    @Override
    public <K, V> ConnectionFuture<StatefulRedisConnection<K, V>> connectAsync(
        RedisCodec<K, V> codec, RedisURI uri) {
      return ConnectionFuture.from(
          new InetSocketAddress(0), CompletableFuture.failedFuture(failures.remove()));
    }
  }

  private static void ask(
      List<Throwable> failures, Class<? extends IOException> expected, int left) {
    try (var client = new Failing(failures)) {
      assertThatThrownBy(() -> Link.ask(client, URI, Duration.ofSeconds(1)))
          .isExactlyInstanceOf(expected);
      assertThat(client.failures).hasSize(left);
    }
  }

  @Test
  void aReasonThatWasLostIsAskedForAgain() {
    ask(List.of(lost, lost, wrongPassword, away), Unusable.class, 1);
  }

  @Test
  void aReasonThatIsLostAgainAndAgainIsNotAskedForWithoutEnd() {
    ask(Stream.generate(() -> lost).limit(20).toList(), IOException.class, 10);
  }

  @Test
  void aServerThatIsAwayIsAskedOnce() {
    ask(List.of(away, away), IOException.class, 1);
  }
}
