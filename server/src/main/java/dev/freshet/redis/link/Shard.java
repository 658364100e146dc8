package dev.freshet.redis.link;

import dev.freshet.cluster.Health;
import dev.freshet.cluster.Health.State;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One server, kept in reach. A virtual thread opens a {@link Link}, sends probes through it, and
 * opens another when it is lost, after a pause that grows: while there is no link every command
 * fails at once, so a server that is gone or comes back is never hammered.
 */
final class Shard {
  private static final System.Logger LOG = System.getLogger(Shard.class.getName());
  private static final long FIRST_PAUSE_MILLIS = 100;

  /** Hears what becomes of the link; on the shard's thread. */
  interface Owner {
    void up(Shard shard, Link link);

    void down(Shard shard);
  }

  private final RedisServer server;
  private final RedisClient client;
  private final RedisSettings settings;
  private final Ear ear;
  private final Owner owner;
  private final Probing probing;
  private final LinkNumbers numbers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile @Nullable Link link;
  private volatile Health health;
  private volatile @Nullable Duration latency;
  private volatile boolean closed;

  /** The topology's thread alone touches it. */
  private boolean started;

  /** Opens nothing before {@link #start}. */
  Shard(
      RedisServer server,
      RedisClient client,
      RedisSettings settings,
      Ear ear,
      Owner owner,
      Probing probing,
      LinkNumbers numbers) {
    this.server = server;
    this.client = client;
    this.settings = settings;
    this.ear = ear;
    this.owner = owner;
    this.probing = probing;
    this.numbers = numbers;
    this.health = new Health(name(), State.DOWN, "not reached yet");
  }

  /** Whether {@link #start} is still to come; the topology's thread asks. */
  boolean isNew() {
    return !started;
  }

  void start() {
    started = true;
    numbers.shard(this);
    Thread.ofVirtual().name("redis " + server.name()).start(this::run);
  }

  /** Completes when it is known for the first time whether the server is there. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  RedisServer server() {
    return server;
  }

  /** What it is called in health and metrics. */
  String name() {
    return "redis " + server.name();
  }

  /** The present link; null while there is none. */
  @Nullable Link link() {
    return link;
  }

  Health health() {
    Health now = health;
    return now.isUp() ? new Health(now.name(), now.state(), null, latency) : now;
  }

  /** Somebody met an error that says that the link is of no use: a replica answered. */
  void suspect(Link seen, State state, String why) {
    health = new Health(name(), state, why);
    seen.end(why);
  }

  /** Ends it, and its connections. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Link last = link;
    if (last != null) {
      last.close();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (!closed) {
        Link opened = open();
        if (opened == null) {
          failures++;
        } else {
          failures = serve(opened) ? 0 : failures + 1;
        }
        settled.complete(null);
        pause(failures);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      numbers.gone(this);
    }
  }

  private @Nullable Link open() throws InterruptedException {
    try {
      Link opened =
          Link.open(client, server.uri(), settings.connectTimeout(), settings.cluster(), ear);
      numbers.connected(true);
      return opened;
    } catch (IOException | RuntimeException e) {
      numbers.connected(false);
      down(State.DOWN, Faults.reason(e));
      probing.lookAgain();
      return null;
    }
  }

  /** Returns whether the link served at least one probe. */
  private boolean serve(Link opened) throws InterruptedException {
    boolean served = false;
    try {
      for (Probing.Outcome outcome = probing.probe(this, opened);
          outcome.isAlive() && !closed && !opened.ended().isDone();
          outcome = probing.probe(this, opened)) {
        latency = outcome.latency();
        if (!served || health.state() != outcome.state()) {
          changed(outcome);
        }
        if (!served) {
          served = true;
          link = opened;
          owner.up(this, opened);
          settled.complete(null);
        }
        await(opened);
      }
    } finally {
      lose(opened, served);
    }
    return served;
  }

  private void changed(Probing.Outcome outcome) {
    health = new Health(name(), outcome.state(), outcome.why());
    LOG.log(
        outcome.state() == State.UP ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
        outcome.state() == State.UP ? name() + " is there" : name() + ": " + outcome.why());
  }

  private void lose(Link opened, boolean served) {
    opened.close();
    String why = opened.ended().getNow("it ended");
    link = null;
    if (!closed) {
      down(health.state() == State.READ_ONLY ? State.READ_ONLY : State.DOWN, why);
    }
    if (served) {
      numbers.lost();
      owner.down(this);
    }
    probing.lookAgain();
  }

  private void down(State state, String why) {
    boolean news = health.isUp() || !why.equals(health.why());
    health = new Health(name(), state, why);
    if (news) {
      LOG.log(System.Logger.Level.WARNING, name() + " is not there: " + why);
    }
  }

  /** Until the next probe is due or the link has ended. */
  private void await(Link opened) throws InterruptedException {
    var _ = opened.ended().thenRun(this::wake);
    sleep(settings.probeInterval().toMillis(), opened);
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void pause(int failures) throws InterruptedException {
    long most = settings.retryMax().toMillis();
    long full = Math.min(most, FIRST_PAUSE_MILLIS << Math.min(failures, 16));
    sleep(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1), null);
  }

  private void sleep(long millis, @Nullable Link unless) throws InterruptedException {
    lock.lock();
    try {
      long rest = millis * 1_000_000;
      while (rest > 0 && !closed && (unless == null || !unless.ended().isDone())) {
        rest = changed.awaitNanos(rest);
      }
    } finally {
      lock.unlock();
    }
  }
}
