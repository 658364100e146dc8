package dev.freshet.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.redis.RedisBroker;
import dev.freshet.redis.link.RedisSettings;
import dev.freshet.redis.link.Shards;
import dev.freshet.tools.load.frame.Options;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through the engine of a node, without HTTP around it: some threads call the broker, and
 * so many publications are under way at once. A process of its own, so that its CPU time is that of
 * the engine and of a loop around it. Prints one line, {@code ENGINE name=value …}.
 */
public final class EngineLoop {
  private static final ChannelName CHANNEL = new ChannelName("1", "bench");
  private static final RedisBroker.Settings SETTINGS =
      new RedisBroker.Settings(
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  private static final Logger LETTUCE = Logger.getLogger("io.lettuce");

  private final RedisBroker broker;
  private final ChannelRule rule;
  private final Draft draft;
  private final Semaphore room;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile Histogram latencies = histogram();
  private volatile boolean stopping;

  private EngineLoop(RedisBroker broker, ChannelRule rule, int window, int size) {
    this.broker = broker;
    this.rule = rule;
    this.room = new Semaphore(window);
    this.draft = Draft.of(Payload.text("x".repeat(size).getBytes(UTF_8)));
  }

  private static Histogram histogram() {
    return new ConcurrentHistogram(1_000, 3_600_000_000_000L, 3);
  }

  /** Runs one loop from the command line. */
  public static void main(String[] args) throws Exception {
    Set<String> known =
        Set.of("port", "pid", "history", "window", "threads", "warmup", "seconds", "size");
    Options o = Options.parse(List.of(args), known);
    // It tells which of its transports it takes.
    LETTUCE.setLevel(Level.SEVERE);
    var metrics = new Metrics();
    String url = "redis://127.0.0.1:" + o.number("port", 6379, 1, 65535);
    RedisSettings redis =
        RedisSettings.of(
            "--port", List.of(url), false, "freshet", "bench", null, RedisSettings.Bounds.DEFAULT);
    int history = o.number("history", 0, 0, 10_000);
    try (var shards = new Shards(redis, metrics);
        var broker = new RedisBroker(shards, SETTINGS, metrics, InstantSource.system())) {
      broker.start((channel, publication) -> {});
      ChannelRule rule = ChannelRule.CLOSED.keeping(history, Duration.ofMinutes(5));
      var loop =
          new EngineLoop(
              broker, rule, o.number("window", 50, 1, 100_000), o.number("size", 128, 1, 60_000));
      loop.run(
          o.number("threads", 2, 1, 64),
          o.number("warmup", 5, 0, 120),
          o.number("seconds", 5, 1, 300),
          o.number("pid", 0, 1, Integer.MAX_VALUE));
    }
    System.exit(0);
  }

  private void run(int threads, int warmup, int seconds, long redisPid)
      throws InterruptedException {
    var publishers = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      publishers.add(Thread.ofPlatform().name("publisher-" + i).start(this::publish));
    }
    Thread.sleep(warmup * 1000L);
    latencies = histogram();
    long own = ProcessHandle.current().pid();
    final long cpu = Cpu.nanos(own);
    final long redisCpu = Cpu.nanos(redisPid);
    final long before = answered.get();
    final long start = System.nanoTime();
    Thread.sleep(seconds * 1000L);
    final long count = answered.get() - before;
    final double took = (System.nanoTime() - start) / 1e9;
    final long cpuSpent = Cpu.nanos(own) - cpu;
    final long redisSpent = Cpu.nanos(redisPid) - redisCpu;
    stopping = true;
    for (Thread publisher : publishers) {
      publisher.join(10_000);
    }
    System.out.printf(
        Locale.ROOT,
        "ENGINE published=%d all=%d failed=%d seconds=%.3f cpu_ns=%d redis_cpu_ns=%d p50_us=%.1f"
            + " p99_us=%.1f%n",
        count,
        answered.get(),
        failed.get(),
        took,
        cpuSpent,
        redisSpent,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3);
  }

  private void publish() {
    while (!stopping) {
      room.acquireUninterruptibly();
      long sent = System.nanoTime();
      var _ =
          broker.publish(CHANNEL, draft, rule).whenComplete((done, failure) -> end(sent, failure));
    }
  }

  private void end(long sent, @Nullable Throwable failure) {
    room.release();
    latencies.recordValue(Math.max(1_000, System.nanoTime() - sent));
    answered.incrementAndGet();
    if (failure != null) {
      failed.incrementAndGet();
    }
  }
}
