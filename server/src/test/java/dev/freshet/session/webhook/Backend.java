package dev.freshet.session.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** The backend of an application on loopback: it keeps what it is told. */
public final class Backend implements AutoCloseable {
  private static final Pattern EVENT =
      Pattern.compile("\\{\"name\":(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\"}])*\\}");

  private static final Pattern ID = Pattern.compile(",\"id\":\"([a-z0-9-]{3,})\"}");

  /** A request as it came; the names of header fields in any case. */
  public record Told(String path, Map<String, List<String>> fields, String body) {

    /** Its events without their ids, which nobody can foresee. */
    public List<String> events() {
      return EVENT
          .matcher(body)
          .results()
          .map(event -> ID.matcher(event.group()).replaceFirst("}"))
          .toList();
    }

    /** The ids of its events. */
    public List<String> ids() {
      return ID.matcher(body).results().map(id -> id.group(1)).toList();
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final List<Told> taken = new CopyOnWriteArrayList<>();

  /** Says with what status a request is answered; may block. */
  public volatile ToIntFunction<Told> answer = request -> 200;

  public Backend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      fields.putAll(exchange.getRequestHeaders());
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var request = new Told(exchange.getRequestURI().toString(), fields, body);
      told.add(request);
      int status = answer.applyAsInt(request);
      if (status / 100 == 2) {
        taken.add(request);
      }
      exchange.getResponseHeaders().add("Location", uri("/elsewhere").toString());
      exchange.sendResponseHeaders(status, -1);
    }
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** All requests, those that were refused included. */
  public List<Told> told() {
    return List.copyOf(told);
  }

  /** The requests that were answered with 2xx. */
  public List<Told> taken() {
    return List.copyOf(taken);
  }

  /** The events of the requests that were answered with 2xx, as JSON. */
  public List<String> events() {
    return taken().stream().flatMap(request -> request.events().stream()).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
