package dev.freshet.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.redis.PublicationRecord;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Store;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code redis-benchmark} with the commands that Freshet publishes with. A record is as many
 * letters instead: it ends an argument at a NUL, on the command line and from its input, and a
 * record holds some. Neither Redis nor the script looks into it.
 */
public final class RedisBenchmark {
  private static final int CLIENTS = 50;
  private static final int MOST_SECONDS = 300;

  private final RedisProcess redis;
  private final ChannelName channel;
  private final Publication publication;

  /** What it tells of a run; CPU in nanoseconds of the Redis server, which ran so many commands. */
  public record Outcome(
      double perSecond, double p50Millis, double p99Millis, long cpuNanos, long commands) {}

  /**
   * With publications of one channel.
   *
   * @param size bytes of a body
   */
  public RedisBenchmark(RedisProcess redis, ChannelName channel, int size) {
    this.redis = redis;
    this.channel = channel;
    Draft draft = Draft.of(Payload.text("x".repeat(size).getBytes(UTF_8)));
    this.publication = Publication.of(draft, "", 0, System.currentTimeMillis());
  }

  /** {@code PUBLISH} of as many bytes as nodes send each other. */
  public Outcome plain(int pipeline, int requests) throws IOException, InterruptedException {
    String record = "x".repeat(PublicationRecord.write(publication).length);
    return run(pipeline, requests, List.of("PUBLISH", key("c"), record));
  }

  /** {@code EVALSHA} of the script that publishes with history, with its keys and arguments. */
  public Outcome kept(int pipeline, int requests) throws IOException, InterruptedException {
    byte[] script = script("publish");
    redis.load(script);
    List<String> command =
        List.of(
            "EVALSHA",
            sha1(script),
            "3",
            key("h"),
            key("s"),
            key("c"),
            "PUBLISH",
            "life000000000000",
            "life000000000000",
            "abcdefghij",
            "x".repeat(PublicationRecord.fields(publication).length),
            "100",
            "300000",
            "86400000",
            "300000");
    return run(pipeline, requests, command);
  }

  private String key(String kind) {
    return "freshet:{b%d}:%s:%s:%s"
        .formatted(Store.bucket(channel), kind, channel.app(), channel.name());
  }

  private Outcome run(int pipeline, int requests, List<String> command)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("redis-benchmark", "-h", "127.0.0.1", "--csv"));
    all.addAll(List.of("-p", "" + redis.port(), "-c", "" + CLIENTS));
    all.addAll(List.of("-n", "" + requests, "-P", "" + pipeline));
    all.addAll(command);
    final long commands = redis.processed();
    final long before = Cpu.nanos(redis.pid());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("redis-benchmark: " + printed);
    }
    return outcome(printed, Cpu.nanos(redis.pid()) - before, redis.processed() - commands);
  }

  /** The last line is {@code "test","rps","avg","min","p50","p95","p99","max"}. */
  static Outcome outcome(String csv, long cpuNanos, long commands) throws IOException {
    List<String> lines = csv.lines().filter(line -> line.startsWith("\"")).toList();
    if (lines.size() < 2) {
      throw new IOException("redis-benchmark printed no figures: " + csv);
    }
    String[] cells = lines.getLast().split("\",\"", -1);
    int last = cells.length - 1;
    return new Outcome(
        Double.parseDouble(cells[last - 6]),
        Double.parseDouble(cells[last - 3]),
        Double.parseDouble(cells[last - 1]),
        cpuNanos,
        commands);
  }

  private static byte[] script(String name) throws IOException {
    try (InputStream in = Script.class.getResourceAsStream("/dev/freshet/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IOException("script: " + name + " (expected: a resource)");
      }
      return in.readAllBytes();
    }
  }

  private static String sha1(byte[] script) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
