package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Node's own WebSocket and the npm package {@code eventsource}, cut off again and again: what they
 * have in their documentation is enough to lose nothing.
 */
class NodeIT {
  private static final int MESSAGES = 300;
  private static final int LONGEST_SECONDS = 60;

  private static NodePackages packages;

  @BeforeAll
  static void install() throws Exception {
    packages = NodePackages.install();
  }

  /** The package overlooks an id without an event, so it says where to begin. */
  @Test
  void theEventSourcePackageResumesByItself() throws Exception {
    follow("sse", "/channels/chat?since=earliest");
  }

  @Test
  void theWebSocketOfNodeResumesWithSince() throws Exception {
    follow("ws", "/channels/chat?format=json");
  }

  private static void follow(String kind, String path) throws Exception {
    long seed = System.nanoTime();
    try (Node node = Node.withRule(List.of("history-size: 1000"), "http.retry=20ms");
        var proxy =
            new CuttingProxy(
                node.port(),
                seed,
                random ->
                    new CuttingProxy.Plan(Integer.MAX_VALUE, 250 + random.nextInt(900), true))) {
      Process follower =
          start(kind, node.http(path).toString().replace(":" + node.port(), ":" + proxy.port()));
      try {
        List<Parsed> lines = new CopyOnWriteArrayList<>();
        Thread.startVirtualThread(() -> read(follower, lines));
        await().atMost(Duration.ofSeconds(20)).until(() -> !lines.isEmpty());
        for (int i = 0; i < MESSAGES; i++) {
          node.publish("chat", "message " + i);
        }
        await()
            .atMost(Duration.ofSeconds(LONGEST_SECONDS))
            .failFast(() -> !follower.isAlive())
            .until(() -> lines.stream().anyMatch(l -> isOf(l, MESSAGES - 1)));
        assertThat(lines.stream().filter(line -> line.has("data")).map(line -> line.text("data")))
            .as("seed %d", seed)
            .containsExactlyElementsOf(
                IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList());
        assertThat(lines).noneMatch(line -> line.has("reset") || line.has("signal"));
        assertThat(proxy.cuts()).as("cuts").isGreaterThan(10);
      } finally {
        follower.destroy();
      }
    }
  }

  private static boolean isOf(Parsed line, int message) {
    return line.has("data") && line.text("data").equals("message " + message);
  }

  private static Process start(String kind, String url) throws IOException {
    return packages
        .command("follow.mjs", kind, url.replace("http:", kind.equals("ws") ? "ws:" : "http:"))
        .start();
  }

  private static void read(Process process, List<Parsed> lines) {
    try (var reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Parsed.json(line));
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }
}
