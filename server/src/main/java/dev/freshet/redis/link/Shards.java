package dev.freshet.redis.link;

import dev.freshet.cluster.Health;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All servers of a node, and which keeps what: the store on real connections. Changes of the
 * topology are applied on one thread and watchers told on another, so neither waits for the other.
 */
public final class Shards implements Store, Shard.Owner, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Shards.class.getName());

  private final RedisSettings settings;
  private final Clients clients;
  private final LinkNumbers numbers;
  private final Topology topology;
  private final Probing probing;
  private final ScheduledExecutorService looking = executor("redis-topology");
  private final ScheduledExecutorService telling = executor("redis-watchers");
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final Map<String, Shard> named = new ConcurrentHashMap<>();

  /** Replaced as a whole by the topology's thread. */
  private volatile @Nullable Shard[] byBucket = new Shard[BUCKETS];

  private volatile Set<String> masters = Set.of();

  /** The lives of the servers that are known to be masters now; see {@link #lives}. */
  private volatile String lives = "";

  /** In which life each bucket was seen last; the watchers' thread alone touches it. */
  private final @Nullable String[] seen = new String[BUCKETS];

  private volatile @Nullable Ear ear;

  /** Reaches nobody before {@link #start}. */
  public Shards(RedisSettings settings, Metrics metrics) {
    this.settings = settings;
    this.clients = new Clients(settings);
    this.numbers = new LinkNumbers(metrics);
    var cluster = clients.cluster();
    this.topology =
        cluster == null
            ? new FixedTopology(settings.servers())
            : new ClusterTopology(cluster, settings.seed(), looking, bucket -> key(bucket, ""));
    this.probing =
        new Probing(this, settings, this::anyBucket, topology::refresh, numbers.probes());
  }

  private static ScheduledExecutorService executor(String name) {
    return Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name(name).factory());
  }

  /**
   * Checks the servers that can be reached, then keeps all of them in reach; blocks for as long as
   * connecting may take.
   *
   * @param hearing takes what comes over Pub/Sub
   * @throws IllegalArgumentException naming the setting, when a server answers and will never do:
   *     too old, a wrong password, a cluster where none is expected
   */
  public void start(Ear hearing) throws InterruptedException {
    ear = hearing;
    for (RedisServer server : settings.servers()) {
      try {
        clients.check(server, settings);
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "redis {0} is not there at the start: {1}",
            server,
            Faults.reason(e));
      }
    }
    awaitState();
  }

  /**
   * Waits for the first state of things, within a bound: a node that took publications before it
   * has reached Redis would keep them to itself.
   */
  private void awaitState() throws InterruptedException {
    var first = new CompletableFuture<Void>();
    topology.start(map -> {
      apply(map);
      first.complete(null);
    });
    try {
      first
          .thenCompose(known ->
              CompletableFuture.allOf(
                  named.values().stream().map(Shard::settled).toArray(CompletableFuture<?>[]::new)))
          .get(2 * settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, "redis: not all servers are there at the start");
    }
  }

  RedisSettings settings() {
    return settings;
  }

  LinkNumbers numbers() {
    return numbers;
  }

  Topology topology() {
    return topology;
  }

  @Nullable Shard shard(int bucket) {
    return byBucket[bucket];
  }

  @Nullable Shard named(String server) {
    return named.get(server);
  }

  @Override
  public String key(int bucket, String rest) {
    return settings.prefix() + ":{b" + bucket + "}:" + rest;
  }

  @Override
  public String publishCommand() {
    return settings.cluster() ? "SPUBLISH" : "PUBLISH";
  }

  @Override
  public CompletionStage<List<Object>> run(
      int bucket, Script script, List<String> keys, byte[]... args) {
    return run(bucket, script, keys, (life, alive) -> args);
  }

  /** The same for a script that says which life of the server it runs in. */
  public CompletionStage<List<Object>> run(
      int bucket, Script script, List<String> keys, LifeArgs args) {
    return new Attempt(this, bucket, script, keys, args).begin();
  }

  /** Not retried: what is published on the way from one server to another may be lost. */
  @Override
  public CompletionStage<Long> publish(int bucket, String channelKey, byte[] message) {
    Shard shard = byBucket[bucket];
    Link link = shard == null ? null : shard.link();
    if (shard == null || link == null) {
      numbers.failure(Faults.Kind.GONE);
      return CompletableFuture.failedFuture(Faults.refused(name(shard), Faults.Kind.GONE));
    }
    if (link.underWay() >= settings.commandsMax()) {
      return CompletableFuture.failedFuture(
          new Refused(Problem.OVERLOADED, "too many commands wait for Redis"));
    }
    numbers.command();
    return link.publish(channelKey, message)
        .exceptionallyCompose(failure -> {
          Faults.Kind kind = Faults.kind(failure);
          numbers.failure(kind);
          if (kind == Faults.Kind.MOVED) {
            topology.refresh();
          }
          return CompletableFuture.failedFuture(Faults.refused(name(shard), kind));
        });
  }

  private static String name(@Nullable Shard shard) {
    return shard == null ? "(nobody keeps the channel)" : shard.server().name();
  }

  @Override
  public boolean isUp(int bucket) {
    Shard shard = byBucket[bucket];
    return shard != null && shard.link() != null;
  }

  /**
   * The lives of all servers that are there as masters, separated by blanks. Data of one of them
   * that are found at another have moved there whole; those of any other life came by a failover or
   * a restart, and the last of them may be missing.
   */
  public String lives() {
    return lives;
  }

  /** Subscribes to Redis channels of a bucket; the ear is told of each. Nothing when not up. */
  public void subscribe(int bucket, Collection<String> channelKeys) {
    Shard shard = byBucket[bucket];
    Link link = shard == null ? null : shard.link();
    if (link != null) {
      link.subscribe(channelKeys)
          .whenComplete((done, failure) -> {
            if (failure != null) {
              topology.refresh();
            }
          });
    }
  }

  /** Unsubscribes, likewise. */
  public void unsubscribe(int bucket, Collection<String> channelKeys) {
    Shard shard = byBucket[bucket];
    Link link = shard == null ? null : shard.link();
    if (link != null) {
      var _ = link.unsubscribe(channelKeys);
    }
  }

  /** How the servers do, by name; of a cluster that nobody has told of yet, why nobody has. */
  public List<Health> health() {
    String silence = topology.silence();
    if (silence != null && named.isEmpty()) {
      return List.of(new Health("redis cluster", Health.State.DOWN, silence));
    }
    return named.values().stream()
        .map(Shard::health)
        .sorted(Comparator.comparing(Health::name))
        .toList();
  }

  @Override
  public void watch(Watcher watcher) {
    telling.execute(() -> {
      watchers.add(watcher);
      var up = new TreeSet<Integer>();
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        if (seen[bucket] != null && isUp(bucket)) {
          up.add(bucket);
        }
      }
      if (!up.isEmpty()) {
        watcher.returned(up, false);
      }
    });
  }

  /** On the topology's thread. */
  private void apply(Topology.Map next) {
    var wanted = new HashSet<String>();
    var assigned = new Shard[BUCKETS];
    var arrived = new HashSet<Shard>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      RedisServer server = next.servers().get(bucket);
      if (server != null) {
        wanted.add(server.name());
        assigned[bucket] = named.computeIfAbsent(server.name(), name -> shard(server));
        if (byBucket[bucket] != null && byBucket[bucket] != assigned[bucket]) {
          arrived.add(assigned[bucket]);
        }
      }
    }
    masters = next.masters();
    byBucket = assigned;
    countLives();
    for (Shard shard : List.copyOf(named.values())) {
      if (!wanted.contains(shard.server().name())) {
        named.remove(shard.server().name());
        shard.close();
      } else if (shard.isNew()) {
        shard.start();
      }
    }
    arrived.forEach(shard -> {
      Link link = shard.link();
      if (link != null) {
        telling.execute(() -> tellReturned(shard, link));
      }
    });
  }

  private Shard shard(RedisServer server) {
    return new Shard(server, clients.client(), settings, new Hearing(), this, probing, numbers);
  }

  private void countLives() {
    lives =
        named.values().stream()
            .filter(shard -> masters.contains(shard.server().name()))
            .map(Shard::link)
            .filter(link -> link != null && !link.ended().isDone())
            .map(link -> link.identity().life())
            .collect(Collectors.joining(" "));
  }

  private Set<Integer> buckets(Shard shard) {
    var kept = new TreeSet<Integer>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (byBucket[bucket] == shard) {
        kept.add(bucket);
      }
    }
    return kept;
  }

  private int anyBucket(Shard shard) {
    return buckets(shard).stream().findFirst().orElse(-1);
  }

  @Override
  public void up(Shard shard, Link link) {
    countLives();
    run(() -> tellReturned(shard, link));
  }

  @Override
  public void down(Shard shard) {
    countLives();
    run(() -> {
      Set<Integer> gone = buckets(shard);
      if (!gone.isEmpty()) {
        watchers.forEach(watcher -> watcher.lost(gone));
      }
    });
  }

  private void run(Runnable task) {
    if (!telling.isShutdown()) {
      telling.execute(task);
    }
  }

  private void tellReturned(Shard shard, Link link) {
    String life = link.identity().life();
    var same = new TreeSet<Integer>();
    var other = new TreeSet<Integer>();
    for (int bucket : buckets(shard)) {
      String before = seen[bucket];
      boolean kept = before == null || before.equals(life) || lives.contains(before);
      (kept ? same : other).add(bucket);
      seen[bucket] = life;
    }
    for (Watcher watcher : watchers) {
      if (!same.isEmpty()) {
        watcher.returned(Collections.unmodifiableSet(same), false);
      }
      if (!other.isEmpty()) {
        watcher.returned(Collections.unmodifiableSet(other), true);
      }
    }
  }

  @Override
  public void close() {
    topology.close();
    looking.shutdownNow();
    named.values().forEach(Shard::close);
    telling.shutdownNow();
    clients.close();
  }

  /** Sorts out probes; the rest goes to the ear. */
  private final class Hearing implements Ear {
    @Override
    public void heard(String channelKey, byte[] message) {
      Ear to = ear;
      if (!probing.heard(channelKey, message) && to != null) {
        to.heard(channelKey, message);
      }
    }

    @Override
    public void subscribed(String channelKey) {
      Ear to = ear;
      if (!probing.subscribed(channelKey) && to != null) {
        to.subscribed(channelKey);
      }
    }

    @Override
    public void ended(String channelKey) {
      topology.refresh();
      Ear to = ear;
      if (to != null) {
        to.ended(channelKey);
      }
    }
  }
}
