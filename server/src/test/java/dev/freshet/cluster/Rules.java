package dev.freshet.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.SlowReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Values and short words that the tests of this package share. */
public final class Rules {
  /** Keeps the last 5 for a minute. */
  public static final ChannelRule FIVE = keeping(5, Duration.ofMinutes(1));

  /** Keeps nothing. */
  public static final ChannelRule NONE = keeping(0, Duration.ofMinutes(1));

  private Rules() {}

  /** A rule that opens everything and keeps that much. */
  public static ChannelRule keeping(int size, Duration ttl) {
    return new ChannelRule(
        ChannelPattern.ALL, size, ttl, Access.OPEN, Access.OPEN, Access.OPEN, SlowReader.CLOSE);
  }

  /** A channel of the app of these tests. */
  public static ChannelName channel(String name) {
    return new ChannelName("app", name);
  }

  /** A draft with that body. */
  public static Draft draft(String body) {
    return Draft.of(Payload.text(body));
  }

  /** A draft with that body and an idempotency key. */
  public static Draft keyed(String body, String key) {
    return new Draft(Payload.text(body), null, null, key, null);
  }

  /** A draft with that body and its own TTL. */
  public static Draft living(String body, Duration ttl) {
    return new Draft(Payload.text(body), null, null, null, ttl);
  }

  /** The bodies as texts. */
  public static List<String> bodies(List<Publication> publications) {
    return publications.stream().map(Rules::body).toList();
  }

  /** The body as a text. */
  public static String body(Publication publication) {
    return new String(publication.payload().bytes(), UTF_8);
  }

  /** What a stage comes to, within ten seconds. */
  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What each task comes to, run at once, each on a thread of its own. */
  public static <T extends @Nullable Object> List<T> runAll(List<? extends Callable<T>> tasks)
      throws Exception {
    var results = new ArrayList<T>();
    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
    }
    return results;
  }
}
