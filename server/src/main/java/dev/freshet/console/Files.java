package dev.freshet.console;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the console's pages, from the class path: its own by a name of a narrow form, those
 * of libraries from a table. Each is read once, on a virtual thread, and kept. From any thread.
 */
final class Files {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  /** One name without a folder; the page itself is not among them. */
  private static final Pattern ASSET =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\\.(css|m?js|svg|png|woff2)");

  private static final String UPLOT = webJar("uplot") + "/dist/";

  /** Where libraries are on the class path, by the name they are asked for by. */
  static final Map<String, String> LIBRARIES =
      Map.of(
          "uPlot.esm.js", UPLOT + "uPlot.esm.js",
          "uPlot.min.css", UPLOT + "uPlot.min.css",
          "pusher.min.js", "lib/pusher.min.js");

  private final Map<String, Answer> read = new ConcurrentHashMap<>();

  /** The page, which holds nothing that anybody may not see. */
  Route page() {
    return exchange -> answer(exchange, "index.html");
  }

  /** {@code GET /console/assets/NAME}. */
  Route asset() {
    return exchange -> {
      String name = exchange.name(0);
      if (!ASSET.matcher(name).matches()) {
        throw nothing();
      }
      answer(exchange, name);
    };
  }

  /** {@code GET /console/lib/NAME}. */
  Route library() {
    return exchange -> {
      String resource = LIBRARIES.get(exchange.name(0));
      if (resource == null) {
        throw nothing();
      }
      answer(exchange, resource);
    };
  }

  private void answer(Exchange exchange, String resource) {
    Answer known = read.get(resource);
    if (known != null) {
      exchange.answer(known);
      return;
    }
    exchange.await(
        CompletableFuture.supplyAsync(() -> load(resource), Thread::startVirtualThread),
        answer -> answer);
  }

  /** Only what is there is kept, so this is bounded by what was built. */
  private Answer load(String resource) {
    byte[] bytes = bytes(resource);
    if (bytes == null) {
      throw nothing();
    }
    String ending = resource.substring(resource.lastIndexOf('.') + 1);
    var answer = new Answer(200, TYPES.getOrDefault(ending, ""), bytes, Map.of(), null);
    read.put(resource, answer);
    return answer;
  }

  /** Where a WebJar's files are: below its version, which the build writes down. */
  private static String webJar(String name) {
    var versions = new Properties();
    try (InputStream in = Files.class.getResourceAsStream("lib/webjars.properties")) {
      versions.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/" + name + "/" + versions.getProperty(name);
  }

  private static byte @Nullable [] bytes(String resource) {
    try (InputStream in = Files.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refused nothing() {
    return new Refused(Problem.NOT_FOUND, "no file has this name");
  }
}
