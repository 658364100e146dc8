package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Subscribers are cut off at random points while several publishers go on. Each comes back with the
 * position it heard last, and in the end has every publication once and in order, or was rightly
 * told that the past is gone and has everything after that.
 */
class RecoveryIT {
  private static final List<String> CHANNELS = List.of("a", "b", "c");
  private static final int PUBLISHERS = 4;
  private static final Duration LONGEST = Duration.ofSeconds(18);

  @Test
  void whoeverIsCutOffHasEverythingOnceAndInOrder() throws Exception {
    try (Node node =
        Node.withRule(
            List.of("history-size: 1000000", "history-ttl: 1h"), "hub.catch-up-max=100000")) {
      Run run = follow(node, 24, 500, 40);
      assertThat(run.cuts).as("cuts").isGreaterThan(300);
      for (Follower follower : run.followers) {
        for (Track track : follower.tracks()) {
          assertThat(track.gone).as(follower + " was told that the past is gone").isEmpty();
          run.checkHeard(follower, track);
        }
      }
      assertThat(node.metric(Metric.RESUMES, "unbroken")).isGreaterThan(100);
      assertThat(node.metric(Metric.RESUMES, "gone")).isZero();
    }
  }

  @Test
  void whoeverIsToldThatThePastIsGoneIsToldTheTruth() throws Exception {
    int size = 5;
    int ttl = 100;
    try (Node node =
        Node.withRule(List.of("history-size: " + size, "history-ttl: " + ttl + "ms"))) {
      Run run = follow(node, 24, 1_200, 30);
      int told = 0;
      for (Follower follower : run.followers) {
        for (Track track : follower.tracks()) {
          told += track.gone.size();
          track.gone.forEach(gone -> run.checkGone(track.channel, gone, size, ttl));
          run.checkHeard(follower, track);
        }
      }
      assertThat(told).as("times the past was gone").isGreaterThan(50);
      assertThat(node.metric(Metric.RESUMES, "unbroken")).isGreaterThan(100);
    }
  }

  /** Followers of all kinds through a proxy that cuts, publishers, and a witness nobody cuts. */
  private static Run follow(Node node, int followers, int enoughCuts, int everyMillis)
      throws Exception {
    long seed = System.nanoTime();
    System.err.println("RecoveryIT: seed " + seed);
    var run = new Run();
    try (var proxy = new CuttingProxy(node.port(), seed, CuttingProxy.Plan::random);
        var witness =
            new JdkSocket(node.ws("/channels?channel=a&channel=b&channel=c&format=json"));
        var publishers = new Publishers(node, seed)) {
      CHANNELS.forEach(channel -> witness.json());
      for (int i = 0; i < followers; i++) {
        List<String> channels = i % 4 < 2 ? List.of(CHANNELS.get(i % 3)) : CHANNELS;
        run.followers.add(new Follower(proxy.port(), i % 2 == 0, channels));
      }
      publishers.start(everyMillis);
      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(LONGEST.plusSeconds(5))
          .until(() -> proxy.cuts() >= enoughCuts || publishers.seconds() > LONGEST.toSeconds());
      publishers.finish();
      run.hear(witness, publishers.published);
      run.cuts = proxy.cuts();
      run.followers.forEach(follower -> follower.goTo(run.goal));
      proxy.calm();
      for (Follower follower : run.followers) {
        follower.await(Duration.ofSeconds(20));
      }
    }
    System.err.printf(
        "RecoveryIT: %d cuts, %d publications%n", run.cuts, run.truth.values().size());
    return run;
  }

  /** What happened, and what was true. */
  private static final class Run {
    final List<Follower> followers = new ArrayList<>();
    final Map<String, Track.Heard> truth = new HashMap<>();
    final Map<String, String> goal = new HashMap<>();
    int cuts;

    /** Takes from the witness what is true: each body that was published, once. */
    void hear(JdkSocket witness, Set<String> published) {
      var tracks = new HashMap<String, Track>();
      var bodies = new ArrayList<String>();
      for (int i = 0; i < published.size(); i++) {
        Parsed envelope = witness.json();
        var heard = Track.Heard.of(envelope);
        String channel = envelope.text("channel");
        if (!tracks.containsKey(channel)) {
          tracks.put(channel, new Track(channel));
          tracks.get(channel).stands(heard.epoch() + ":" + (heard.offset() - 1));
        }
        tracks.get(channel).hear(heard);
        truth.put(channel + "@" + heard.epoch() + ":" + heard.offset(), heard);
        bodies.add(heard.data());
      }
      assertThat(bodies).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(published);
      tracks.forEach((channel, track) -> goal.put(channel, track.position()));
      assertThat(goal.keySet()).containsExactlyInAnyOrderElementsOf(CHANNELS);
    }

    /** What was heard is what was published there; that nothing lacks, the track has checked. */
    void checkHeard(Follower follower, Track track) {
      for (Track.Heard heard : track.heard) {
        assertThat(heard)
            .as(follower.toString())
            .isEqualTo(truth.get(track.channel + "@" + heard.epoch() + ":" + heard.offset()));
      }
    }

    /** The first publication that was missed had to give way, or had expired. */
    void checkGone(String channel, Track.Gone gone, int size, int ttl) {
      long from = Track.offset(gone.from());
      long to = Track.offset(gone.to());
      assertThat(to).as("%s: the top, against %s", channel, gone).isGreaterThan(from);
      String epoch = gone.from().substring(0, gone.from().indexOf(':'));
      assertThat(gone.to()).startsWith(epoch + ":");
      Track.Heard missed = truth.get(channel + "@" + epoch + ":" + (from + 1));
      assertThat(to - from > size || missed.time() + ttl <= gone.millis())
          .as("%s: %s, and the one after was of %s", channel, gone, missed)
          .isTrue();
    }
  }

  /** Publish at a steady pace with bodies of all lengths, and remember what was taken. */
  private static final class Publishers implements AutoCloseable {
    final Set<String> published = ConcurrentHashMap.newKeySet();
    private final Node node;
    private final SplittableRandom random;
    private final HttpClient http =
        HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger sequence = new AtomicInteger();
    private volatile boolean stopped;
    private volatile Throwable failure;
    private final long started = System.nanoTime();

    Publishers(Node node, long seed) {
      this.node = node;
      this.random = new SplittableRandom(seed);
    }

    long seconds() {
      return (System.nanoTime() - started) / 1_000_000_000;
    }

    /** Each publishes once in so many milliseconds. */
    void start(int everyMillis) {
      for (int i = 0; i < PUBLISHERS; i++) {
        SplittableRandom own = random.split();
        threads.add(Thread.startVirtualThread(() -> publish(own, everyMillis)));
      }
    }

    private void publish(SplittableRandom own, int everyMillis) {
      var pace = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
      try (pace) {
        var _ =
            pace.scheduleAtFixedRate(() -> publishOne(own), 0, everyMillis, TimeUnit.MILLISECONDS);
        await()
            .pollInterval(Duration.ofMillis(20))
            .atMost(Duration.ofMinutes(1))
            .until(() -> stopped);
        pace.shutdown();
      }
    }

    private void publishOne(SplittableRandom own) {
      String body = sequence.incrementAndGet() + ":" + "x".repeat(own.nextInt(300));
      String channel = CHANNELS.get(own.nextInt(CHANNELS.size()));
      var request =
          HttpRequest.newBuilder(node.http("/channels/" + channel))
              .POST(BodyPublishers.ofString(body));
      try {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IOException(answer.statusCode() + " " + answer.body());
        }
        published.add(body);
      } catch (IOException | InterruptedException e) {
        failure = e;
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      stopped = true;
    }

    /** Ends when what is under way is done; fails when publishing did. */
    void finish() throws InterruptedException {
      stopped = true;
      for (Thread thread : threads) {
        thread.join();
      }
      http.close();
      if (failure != null) {
        throw new AssertionError("publishing failed", failure);
      }
    }
  }
}
