package dev.freshet.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** An event stream by the JDK's client, its lines put together as the HTML standard says. */
public final class JdkEvents implements AutoCloseable {

  /**
   * A block of lines.
   *
   * @param id the last event id after it
   * @param name {@code message} when it has none
   * @param data null when it has none, so that no event would be dispatched
   */
  public record Event(String id, String name, String data) {}

  private final HttpHeaders headers;
  private final BufferedReader lines;
  private String lastId;
  private String retry = "";

  /**
   * Connects.
   *
   * @param lastId the id to resume after; empty for none
   * @throws IOException also for an answer that is no event stream
   */
  public JdkEvents(HttpClient http, URI uri, String lastId)
      throws IOException, InterruptedException {
    this.lastId = lastId;
    var request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    var response = http.send(request.build(), BodyHandlers.ofInputStream());
    headers = response.headers();
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      String problem = lines.readLine();
      lines.close();
      throw new IOException("status " + response.statusCode() + " " + problem);
    }
  }

  public JdkEvents(URI uri, String lastId) throws IOException, InterruptedException {
    this(Shared.HTTP, uri, lastId);
  }

  private static final class Shared {
    static final HttpClient HTTP = HttpClient.newHttpClient();
  }

  public HttpHeaders headers() {
    return headers;
  }

  /** What the server asked to wait before a reconnect, in milliseconds. */
  public String retry() {
    return retry;
  }

  /**
   * The next block that moves the id or has data; blocks.
   *
   * @return null at the end of the stream; an unfinished block is thrown away
   */
  public Event next() throws IOException {
    String name = "message";
    StringJoiner data = null;
    boolean moved = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (moved || data != null) {
          return new Event(lastId, name, data == null ? null : data.toString());
        }
        name = "message";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "id" -> {
          lastId = value;
          moved = true;
        }
        case "event" -> name = value;
        case "retry" -> retry = value;
        case "data" -> {
          data = data == null ? new StringJoiner("\n") : data;
          data.add(value);
        }
        default -> {
          // A comment.
        }
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
