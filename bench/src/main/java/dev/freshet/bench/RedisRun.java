package dev.freshet.bench;

import dev.freshet.bench.redis.RedisProcess;
import dev.freshet.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a node on Redis costs beside that Redis alone, everything in one run on one server. */
final class RedisRun {
  /**
   * How large a run is.
   *
   * @param rates publications a second of the latencies, one measurement each
   * @param seconds of a measurement
   * @param size bytes of a body
   * @param warmup seconds before each measurement
   * @param connections of HTTP publishers in the closed loop
   * @param pipelines of redis-benchmark, one measurement each
   * @param requests of redis-benchmark
   */
  record Shape(
      List<Integer> rates,
      int seconds,
      int rounds,
      int size,
      int warmup,
      int connections,
      List<Integer> pipelines,
      int requests) {}

  private final Path root;
  private final Path logs;
  private final String flags;
  private final RedisLatency latency;
  private final RedisThroughput throughput;

  /** {@code flags} are further JVM flags of the nodes. */
  RedisRun(Path root, Path logs, String flags, Shape shape) {
    this.root = root;
    this.logs = logs;
    this.flags = flags;
    this.latency = new RedisLatency(shape);
    this.throughput = new RedisThroughput(shape, logs);
  }

  /** Measures all once more, with fresh nodes. */
  void round(int number, RedisProcess redis) throws IOException, InterruptedException {
    Target target = Target.node(root, flags, redis.port());
    try (Server one = Server.start(target, logs);
        Server other = Server.start(target, logs)) {
      latency.round(number, new RedisLatency.Place(redis, one, other));
      redis.flush();
    }
    try (Server alone = Server.start(target, logs)) {
      throughput.overHttp(number, alone, redis, true);
      redis.flush();
    }
    try (Server inMemory = Server.start(Target.node(root, flags, 0), logs)) {
      throughput.overHttp(number, inMemory, redis, false);
    }
    throughput.bare(redis);
    redis.flush();
  }

  void tell(Report report) {
    latency.tell(report);
    throughput.tell(report);
  }
}
