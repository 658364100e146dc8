package dev.freshet.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis server on 127.0.0.1 that keeps nothing on disk, and what it counts. One thread. */
public final class RedisProcess implements AutoCloseable {
  private static final long START_NANOS = 20_000_000_000L;

  /** What this class itself asks. */
  private static final Set<String> OWN = Set.of("info", "script|load", "flushall", "hello");

  private final @Nullable Process process;
  private final int port;
  private final Asking asking;

  private RedisProcess(@Nullable Process process, int port, Asking asking) {
    this.process = process;
    this.port = port;
    this.asking = asking;
  }

  /** Starts {@code redis-server} of the PATH and waits for it, 20 seconds at most. */
  public static RedisProcess start(int port, Path logs) throws IOException, InterruptedException {
    Files.createDirectories(logs);
    Path log = logs.resolve("redis-" + port + ".log");
    List<String> command =
        List.of(
            "redis-server",
            "--port",
            "" + port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            // Its subscribers come from 127.0.0.2 and up, which it takes for strangers.
            "--protected-mode",
            "no",
            "--tcp-backlog",
            "4096");
    Process process =
        new ProcessBuilder(command)
            .directory(logs.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long end = System.nanoTime() + START_NANOS;
    while (true) {
      try {
        return new RedisProcess(process, port, new Asking(port));
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          process.destroyForcibly();
          throw new IOException("redis-server did not start:\n" + Files.readString(log), e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** One that runs already on 127.0.0.1; it is left running. */
  public static RedisProcess at(int port) throws IOException {
    return new RedisProcess(null, port, new Asking(port));
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Its process id. */
  public long pid() throws IOException {
    return Long.parseLong(info("server").getOrDefault("process_id", "0"));
  }

  /** Its version, such as {@code 7.0.15}. */
  public String version() throws IOException {
    return info("server").getOrDefault("redis_version", "unknown");
  }

  /** Bytes that it has allocated. */
  public long usedMemory() throws IOException {
    return Long.parseLong(info("memory").getOrDefault("used_memory", "0"));
  }

  /** How many Redis channels somebody is subscribed to. */
  public long channels() throws IOException {
    return Long.parseLong(info("stats").getOrDefault("pubsub_channels", "0"));
  }

  /** Has it know a script. */
  public void load(byte[] script) throws IOException {
    asking.ask("SCRIPT".getBytes(UTF_8), "LOAD".getBytes(UTF_8), script);
  }

  /** Forgets all data. */
  public void flush() throws IOException {
    asking.ask("FLUSHALL".getBytes(UTF_8));
  }

  /**
   * How often each command ran since the start, by name in lower case; those that a script ran are
   * told for themselves, and the script as well.
   */
  public Map<String, Long> calls() throws IOException {
    Map<String, Long> calls = new TreeMap<>();
    info("commandstats")
        .forEach((name, stats) -> {
          String command = name.substring("cmdstat_".length());
          if (!OWN.contains(command)) {
            String count = stats.substring("calls=".length(), stats.indexOf(','));
            calls.put(command, Long.parseLong(count));
          }
        });
    return calls;
  }

  /** How many commands ran since the start; scripts count, and so does each command of theirs. */
  public long processed() throws IOException {
    return Long.parseLong(info("stats").getOrDefault("total_commands_processed", "0"));
  }

  private Map<String, String> info(String section) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    String told = asking.ask("INFO".getBytes(UTF_8), section.getBytes(UTF_8));
    for (String line : told.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return fields;
  }

  /** Ends it, if it was started here. */
  @Override
  public void close() throws IOException {
    asking.close();
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
