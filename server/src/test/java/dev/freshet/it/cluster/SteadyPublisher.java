package dev.freshet.it.cluster;

import dev.freshet.it.Parsed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes at a steady rate, as a careful backend does: each publication has an idempotency key
 * and is sent again until it is taken, after as long as the server says.
 *
 * <p>Channels without history are published to in turn and without a second attempt: what became of
 * one that was not answered is not known, and a repetition would be heard twice.
 */
final class SteadyPublisher implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(40);
  private static final int UNDER_WAY_MAX = 256;

  /** A publication that was taken; without history, the position is empty. */
  record Taken(String channel, String body, String position, long sent, long answered) {}

  private final List<URI> servers;
  private final String secret;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final ScheduledExecutorService pace =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final List<Thread> threads = new ArrayList<>();
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
  private final ConcurrentLinkedQueue<Taken> taken = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger sequence = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger skipped = new AtomicInteger();
  private final AtomicInteger doubtful = new AtomicInteger();
  private final AtomicLong longestMillis = new AtomicLong();
  private volatile boolean stopped;

  /**
   * Publishes through any of these in turn; one that fails is followed by the next.
   *
   * @param servers base URLs
   */
  SteadyPublisher(List<URI> servers, String secret) {
    this.servers = servers;
    this.secret = secret;
  }

  /** Publishes to channels with history, all together this many times a second. */
  void publish(List<String> channels, int perSecond) {
    var _ =
        pace.scheduleAtFixedRate(
            () -> {
              if (stopped) {
                return;
              }
              if (underWay.tryAcquire()) {
                int number = sequence.incrementAndGet();
                String channel = channels.get(number % channels.size());
                Thread.startVirtualThread(() -> untilTaken(channel, number));
              } else {
                skipped.incrementAndGet();
              }
            },
            0,
            1_000_000 / perSecond,
            TimeUnit.MICROSECONDS);
  }

  /** Publishes to a channel without history, one after the other with a pause between. */
  void publishInTurn(String channel, Duration pause) {
    threads.add(
        Thread.startVirtualThread(() -> {
          for (int number = 1; !stopped; number++) {
            once(channel, number);
            LockSupport.parkNanos(pause.toNanos());
          }
        }));
  }

  private void untilTaken(String channel, int number) {
    try {
      String body = channel + " " + number;
      long sent = System.currentTimeMillis();
      long deadline = System.nanoTime() + LONGEST.toNanos();
      for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
        Duration pause = attempt(channel, body, "key-" + number, number + attempt, sent);
        if (pause.isZero()) {
          return;
        }
        retries.incrementAndGet();
        LockSupport.parkNanos(pause.toNanos());
      }
      lost.add(body);
    } finally {
      underWay.release();
    }
  }

  private void once(String channel, int number) {
    Duration pause =
        attempt(channel, channel + " " + number, "", number, System.currentTimeMillis());
    if (!pause.isZero()) {
      doubtful.incrementAndGet();
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Zero when it was taken, or after how long to try again. */
  private Duration attempt(String channel, String body, String key, int turn, long sent) {
    URI server = servers.get(Math.floorMod(turn, servers.size()));
    var request =
        HttpRequest.newBuilder(server.resolve("/channels/" + channel))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + secret)
            .POST(BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        Parsed place = Parsed.json(answer.body());
        long now = System.currentTimeMillis();
        longestMillis.accumulateAndGet(now - sent, Math::max);
        taken.add(new Taken(channel, body, place.has("epoch") ? place.position() : "", sent, now));
        return Duration.ZERO;
      }
      count(answer.statusCode() + " " + code(answer.body()));
      return answer
          .headers()
          .firstValue("Retry-After")
          .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
          .orElse(RETRY);
    } catch (IOException e) {
      count(e.getClass().getSimpleName());
      return RETRY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return RETRY;
    }
  }

  private static String code(String body) {
    return body.startsWith("{\"type\"") ? Parsed.json(body).text("code") : "";
  }

  private void count(String refusal) {
    refusals.computeIfAbsent(refusal, any -> new AtomicInteger()).incrementAndGet();
  }

  /** Begins nothing more, and waits until all that is under way is taken or given up. */
  void finish() throws InterruptedException {
    stopped = true;
    pace.shutdown();
    for (Thread thread : threads) {
      thread.join();
    }
    underWay.acquire(UNDER_WAY_MAX);
  }

  /** What was taken so far. */
  List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** Bodies that were given up after long trying. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** How often each refusal or failure was met. */
  Map<String, Integer> refusals() {
    var counts = new TreeMap<String, Integer>();
    refusals.forEach((refusal, count) -> counts.put(refusal, count.get()));
    return counts;
  }

  /** How many attempts were made again. */
  int retries() {
    return retries.get();
  }

  /** How many were not begun because too many were under way. */
  int skipped() {
    return skipped.get();
  }

  /** How many without history were not answered. */
  int doubtful() {
    return doubtful.get();
  }

  /** The longest time from the first attempt until it was taken. */
  long longestMillis() {
    return longestMillis.get();
  }

  @Override
  public void close() {
    stopped = true;
    pace.shutdownNow();
    http.shutdownNow();
  }
}
