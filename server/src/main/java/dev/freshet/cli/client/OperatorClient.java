package dev.freshet.cli.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a node what operators may ask: which nodes there are, and to move connections. */
public final class OperatorClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private final HttpClient http;
  private final Endpoint endpoint;

  /** Asks there. */
  public OperatorClient(HttpClient http, Endpoint endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /** A failure that may be over soon. */
  public static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String message) {
      super(message);
    }
  }

  /**
   * All nodes, in the order of their names; the properties of each are those of {@code GET /nodes}.
   *
   * @throws ClientFault when the node refuses
   * @throws Unreachable when it does not answer, or cannot now
   */
  public List<Map<String, Object>> nodes() throws ClientFault, Unreachable, InterruptedException {
    Map<String, Object> answer = ask(endpoint.request(endpoint.path("nodes")).GET());
    return objects(answer, "nodes");
  }

  /**
   * Asks for something.
   *
   * @param path such as {@code drain}
   * @param body its properties
   * @throws ClientFault when the node refuses or does not answer
   */
  public Map<String, Object> post(String path, Map<String, Object> body)
      throws ClientFault, InterruptedException {
    HttpRequest.Builder request =
        endpoint
            .request(endpoint.path(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
    try {
      return ask(request);
    } catch (Unreachable e) {
      throw new ClientFault(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> ask(HttpRequest.Builder request)
      throws ClientFault, Unreachable, InterruptedException {
    Answer answer;
    try {
      var response =
          http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
      answer = Answer.of(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new Unreachable(endpoint + ": " + Faults.text(e));
    }
    if (answer.status() / 100 != 2) {
      if (answer.isTemporary()) {
        throw new Unreachable(answer.problem());
      }
      throw new ClientFault(answer.problem() + hint(answer.status()));
    }
    Map<String, Object> object = Json.tree(answer.body());
    if (object == null) {
      throw new ClientFault("the answer is not JSON; is it a Freshet server?");
    }
    return object;
  }

  private static String hint(int status) {
    return switch (status) {
      case UNAUTHORIZED -> "; see --admin-secret";
      case NOT_FOUND -> "; a node without admin.secret takes no such questions";
      default -> "";
    };
  }

  /** The objects in the list of that name; empty when there is none. */
  public static List<Map<String, Object>> objects(Map<String, Object> answer, String name) {
    var found = new ArrayList<Map<String, Object>>();
    if (answer.get(name) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> map) {
          var object = new LinkedHashMap<String, Object>();
          map.forEach((key, value) -> object.put(String.valueOf(key), copied(value)));
          found.add(object);
        }
      }
    }
    return found;
  }

  private static Object copied(@Nullable Object value) {
    return value == null ? "" : value;
  }

  /** The texts in the list of that name; empty when there is none. */
  public static List<String> texts(Map<String, Object> answer, String name) {
    return answer.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
