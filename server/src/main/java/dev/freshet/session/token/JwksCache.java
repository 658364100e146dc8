package dev.freshet.session.token;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The key set behind one URL. Any thread may ask; none is blocked: a fetch runs on a virtual
 * thread, one at a time, and all who need it wait for the same one.
 *
 * <ul>
 *   <li>A set younger than {@link TokenSettings#jwksCache()} answers at once.
 *   <li>A {@code kid} it does not hold fetches it again, at most every {@link #UNKNOWN_KEY_PAUSE}:
 *       a rotated key is found at once, invented ones cannot make the node hammer the source.
 *   <li>An older set is fetched again first. While the source is down the old one answers, for
 *       {@link #MAX_STALE} at most, and the source is asked every {@link #FAILURE_PAUSE}.
 * </ul>
 */
final class JwksCache {
  static final Duration UNKNOWN_KEY_PAUSE = Duration.ofSeconds(30);
  static final Duration FAILURE_PAUSE = Duration.ofSeconds(5);

  /**
   * How long past its time a set is used; afterwards a key withdrawn meanwhile might still pass.
   */
  static final Duration MAX_STALE = Duration.ofHours(24);

  private static final Logger LOG = System.getLogger(JwksCache.class.getName());

  private final URI uri;
  private final JwksSource source;
  private final TokenSettings settings;
  private final InstantSource clock;
  private final Consumer<JwksFetch> watcher;

  // Guarded by this; held for a few instructions, never while fetching or completing.
  private @Nullable KeySet keys;
  private Instant fetched = Instant.MIN;
  private Instant failed = Instant.MIN;
  private Instant askedForUnknown = Instant.MIN;
  private @Nullable CompletableFuture<KeySet> running;

  /**
   * An empty cache.
   *
   * @param watcher hears how each fetch ended, on the fetch's thread
   */
  JwksCache(
      URI uri,
      JwksSource source,
      TokenSettings settings,
      InstantSource clock,
      Consumer<JwksFetch> watcher) {
    this.uri = uri;
    this.source = source;
    this.settings = settings;
    this.clock = clock;
    this.watcher = watcher;
  }

  /**
   * The set to look for this token's key in. It may lack the key.
   *
   * @return done already unless a fetch is needed, then completed on its virtual thread; fails with
   *     {@link Refused} {@code KEYS_UNAVAILABLE}
   */
  synchronized CompletionStage<KeySet> keysFor(Jws jws) {
    Instant now = clock.instant();
    KeySet usable = usable(now);
    if (usable == null) {
      return running != null || !justFailed(now) ? join() : CompletableFuture.failedFuture(down());
    }
    boolean known = !usable.candidates(jws).isEmpty();
    boolean fresh = now.isBefore(fetched.plus(settings.jwksCache()));
    if (fresh && (known || !mayAskForUnknown(now))) {
      return CompletableFuture.completedFuture(usable);
    }
    if (fresh) {
      askedForUnknown = now;
      return join();
    }
    if (justFailed(now)) {
      return CompletableFuture.completedFuture(usable);
    }
    CompletionStage<KeySet> fetch = join();
    // When the last attempt failed, those whose key is at hand do not wait for the next to fail.
    return known && failed.isAfter(fetched) ? CompletableFuture.completedFuture(usable) : fetch;
  }

  private @Nullable KeySet usable(Instant now) {
    return now.isBefore(after(fetched, settings.jwksCache().plus(MAX_STALE))) ? keys : null;
  }

  private boolean justFailed(Instant now) {
    return now.isBefore(after(failed, FAILURE_PAUSE));
  }

  private boolean mayAskForUnknown(Instant now) {
    return !now.isBefore(after(askedForUnknown, UNKNOWN_KEY_PAUSE)) && !justFailed(now);
  }

  private static Instant after(Instant when, Duration pause) {
    return when.equals(Instant.MIN) ? when : when.plus(pause);
  }

  private CompletionStage<KeySet> join() {
    CompletableFuture<KeySet> fetch = running;
    if (fetch == null) {
      fetch = new CompletableFuture<>();
      running = fetch;
      CompletableFuture<KeySet> started = fetch;
      Thread.ofVirtual().name("jwks").start(() -> fetch(started));
    }
    return fetch;
  }

  private void fetch(CompletableFuture<KeySet> waiting) {
    KeySet answer;
    JwksFetch ended = JwksFetch.FAILED;
    try {
      answer = arrived(KeySet.parse(source.fetch(uri, settings.jwksTimeout())));
      ended = JwksFetch.OK;
    } catch (IOException | RuntimeException e) {
      answer = absent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = absent(e);
    }
    watcher.accept(ended);
    if (answer == null) {
      waiting.completeExceptionally(down());
    } else {
      waiting.complete(answer);
    }
  }

  private synchronized KeySet arrived(KeySet fresh) {
    keys = fresh;
    fetched = clock.instant();
    failed = Instant.MIN;
    running = null;
    return fresh;
  }

  private @Nullable KeySet absent(Exception reason) {
    // Host and path only: a query may hold a secret. At most one line a FAILURE_PAUSE.
    LOG.log(
        Level.WARNING,
        "jwks: {0}{1} could not be fetched: {2}",
        uri.getHost(),
        uri.getPath(),
        reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage());
    synchronized (this) {
      failed = clock.instant();
      running = null;
      return usable(failed);
    }
  }

  private static Refused down() {
    return new Refused(Problem.KEYS_UNAVAILABLE, "the app's key set could not be fetched");
  }
}
