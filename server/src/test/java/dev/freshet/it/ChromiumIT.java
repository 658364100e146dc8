package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.metrics.Metric;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The WebSocket, EventSource and fetch of a browser, on our page and on one of another origin. */
class ChromiumIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String APP =
      """
      apps:
        - id: "1"
          key: it
          secret: secret-of-the-integration-tests
          origins: ["%s"]
          channels:
            - pattern: "*"
              history-size: 1000
              publish: open
              subscribe: open
      """;

  private static Chromium chromium;

  @BeforeAll
  static void open() throws Exception {
    chromium = new Chromium();
  }

  @AfterAll
  static void close() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static void awaitTrue(String expression) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(chromium.eval("!!(" + expression + ")")).as(expression).isEqualTo(true));
  }

  private static void openForeign(PageServer pages, String host, int port) {
    String server = "127.0.0.1:" + port;
    chromium.open(URI.create("http://" + host + ":" + pages.port() + "/?server=" + server));
    awaitTrue("document.readyState === 'complete' && typeof hearEvents === 'function'");
  }

  @Test
  void theBuiltInPageHearsWhatItPublishes() throws Exception {
    try (Node node = Node.development()) {
      chromium.prefer("light");
      chromium.resize(1100, 800);
      chromium.open(node.http("/"));
      awaitTrue(
          "document.getElementById('sse-state')?.textContent === 'open'"
              + " && document.getElementById('ws-state').textContent === 'open'");
      node.publish("chat", "from outside");
      awaitTrue("document.getElementById('sse').textContent.includes('from outside')");
      chromium.eval(
          "document.getElementById('message').value = 'from <b>the page</b>',"
              + " document.querySelector('#publish button').click()");
      awaitTrue("document.getElementById('sse').textContent.includes('from <b>the page</b>')");
      awaitTrue("document.getElementById('ws').textContent.includes('from <b>the page</b>')");
      awaitTrue("/:2$/.test(document.getElementById('answer').textContent)");
      Path pictures = Tools.target("pictures");
      chromium.screenshot(pictures.resolve("page-light.png"));
      chromium.prefer("dark");
      chromium.screenshot(pictures.resolve("page-dark.png"));
      chromium.resize(390, 844);
      chromium.screenshot(pictures.resolve("page-phone.png"));
      assertThat(chromium.eval("document.documentElement.scrollWidth <= innerWidth"))
          .as("nothing is wider than a phone")
          .isEqualTo(true);
    }
  }

  @Test
  void aPageOfAnotherOriginIsRefusedUnlessItIsAllowed() throws Exception {
    try (Node node = Node.of(APP.formatted("https://*.example.com"));
        var pages = new PageServer("foreign.html")) {
      openForeign(pages, "127.0.0.1", node.port());
      assertThat(chromium.eval("hearEvents('/channels/chat')")).isEqualTo("refused");
      assertThat(chromium.eval("hearSocket('/channels/chat')")).isEqualTo("refused");
      assertThat(chromium.eval("publish('/channels/chat', 'x')")).isEqualTo("refused: TypeError");
      assertThat(node.metric(Metric.PUBLICATIONS, "1")).isZero();
      assertThat(node.metric(Metric.CONNECTIONS_OPENED, "1", "sse")).isZero();
      assertThat(node.metric(Metric.CONNECTIONS_OPENED, "1", "ws")).isZero();
      assertThat(node.metric(Metric.PROBLEMS, "origin-refused")).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aPageOfAnotherOriginWorksWhenItIsAllowed() throws Exception {
    try (Node node = Node.of(APP.formatted("http://app.example:*"));
        var pages = new PageServer("foreign.html")) {
      openForeign(pages, "app.example", node.port());
      assertThat(chromium.eval("hearEvents('/channels/chat')")).isEqualTo("open");
      assertThat(chromium.eval("hearSocket('/channels/chat')")).isEqualTo("open");
      // A header that is not safelisted needs a preflight.
      assertThat((String) chromium.eval("publish('/channels/chat', 'grüße', {'Event': 'message'})"))
          .startsWith("200 ");
      awaitTrue("heard.sse.length === 1 && heard.ws.length === 1");
      assertThat(chromium.eval("heard.sse[0].data")).isEqualTo("grüße");
      assertThat(chromium.eval("heard.ws[0]")).isEqualTo("grüße");
    }
  }

  @Test
  void theEventSourceOfABrowserLosesNothingWhenItIsCutOff() throws Exception {
    long seed = System.nanoTime();
    try (Node node = Node.of(APP.formatted("*"), "http.retry=20ms");
        var proxy =
            new CuttingProxy(
                node.port(),
                seed,
                random ->
                    new CuttingProxy.Plan(Integer.MAX_VALUE, 400 + random.nextInt(400), false));
        var pages = new PageServer("foreign.html")) {
      openForeign(pages, "127.0.0.1", proxy.port());
      chromium.eval("void hearEvents('/channels/chat')");
      awaitTrue("source.readyState === 1");
      int count = 200;
      for (int i = 0; i < count; i++) {
        node.publish("chat", "m" + i);
      }
      awaitTrue("heard.sse.some(({data}) => data === 'm" + (count - 1) + "')");
      assertThat(chromium.eval("heard.sse.map((each) => each.data).join()"))
          .as("seed %d", seed)
          .isEqualTo(
              IntStream.range(0, count).mapToObj(i -> "m" + i).collect(Collectors.joining(",")));
      assertThat(proxy.cuts()).as("cuts").isGreaterThan(3);
      chromium.eval("source.close()");
    }
  }
}
