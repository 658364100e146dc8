package dev.freshet.it;

import dev.freshet.cli.client.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven over its DevTools protocol. It has a profile of its own
 * and speaks to nothing but this machine.
 */
public final class Chromium implements AutoCloseable, WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 60;
  private static final String LISTENING = "DevTools listening on ";

  private final Path profile;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket tools;
  private final Map<Long, CompletableFuture<Parsed>> asked = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final StringBuilder text = new StringBuilder();
  private final String session;

  public Chromium() throws IOException {
    String program = Tools.need("chromium", "chromium-browser", "google-chrome");
    profile = Files.createTempDirectory("freshet-chromium");
    process =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--host-resolver-rules=MAP * 127.0.0.1",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    tools = http.newWebSocketBuilder().buildAsync(URI.create(listening()), this).join();
    String target = call("Target.createTarget", Map.of("url", "about:blank")).text("targetId");
    session =
        ask(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .text("sessionId");
    call("Page.enable", Map.of());
  }

  /** Opens a URL in the page. */
  public void open(URI url) {
    call("Page.navigate", Map.of("url", url.toString()));
  }

  /** What an expression comes to, once a promise is kept; undefined is null. */
  public Object eval(String expression) {
    Parsed answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(answer.fields().get("exceptionDetails").toString());
    }
    return answer.object("result").fields().get("value");
  }

  /** The colours a person prefers: light or dark. */
  public void prefer(String scheme) {
    Map<String, Object> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  public void resize(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1L, "mobile", width < 600));
  }

  /** Writes a picture of the page. */
  public void screenshot(Path file) throws IOException {
    Parsed answer = call("Page.captureScreenshot", Map.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(answer.text("data")));
  }

  private Parsed call(String method, Map<String, Object> parameters) {
    return ask(session, method, parameters);
  }

  private Parsed ask(String on, String method, Map<String, Object> parameters) {
    long id = ids.incrementAndGet();
    var message = new HashMap<String, Object>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (on != null) {
      message.put("sessionId", on);
    }
    var answer = new CompletableFuture<Parsed>();
    asked.put(id, answer);
    tools.sendText(Json.write(message), true).join();
    Parsed come = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (come.has("error")) {
      throw new AssertionError(method + ": " + come.fields());
    }
    return come.object("result");
  }

  private String listening() throws IOException {
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    var seen = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.startVirtualThread(() -> errors.lines().forEach(each -> {}));
        return line.substring(LISTENING.length());
      }
      seen.append(line).append('\n');
    }
    throw new IOException("Chromium did not start:\n" + seen);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      Parsed message = Parsed.json(text.toString());
      text.setLength(0);
      var waiting = message.has("id") ? asked.remove(message.number("id")) : null;
      if (waiting != null) {
        waiting.complete(message);
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() throws IOException {
    tools.abort();
    http.shutdownNow();
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(
        each -> each.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(e -> each).join());
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
