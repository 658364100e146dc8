package dev.freshet.console;

import dev.freshet.it.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wrong passwords from many addresses of this machine at once, a few at a time from each, until
 * {@link #end}, or a bound. Some wait at the node then; {@link #close} gives them up.
 */
final class LoginFlood implements AutoCloseable {
  private static final int AT_A_TIME = 3;
  private static final int MOST = 5_000;

  private final Node node;
  private final List<HttpClient> clients = new ArrayList<>();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final AtomicInteger untold = new AtomicInteger();
  private volatile boolean ended;

  /** Begins: from 127.0.1.1 on, as many addresses as that. */
  LoginFlood(Node node, int addresses) {
    this.node = node;
    for (int i = 1; i <= addresses; i++) {
      var from = InetAddress.ofLiteral("127.0.1." + i);
      var client =
          HttpClient.newBuilder().localAddress(from).version(HttpClient.Version.HTTP_1_1).build();
      clients.add(client);
      for (int j = 0; j < AT_A_TIME; j++) {
        Thread.startVirtualThread(() -> attack(client));
      }
    }
  }

  private void attack(HttpClient client) {
    try {
      for (int i = 0; i < MOST && !ended; i++) {
        HttpResponse<String> answer = client.send(attempt(), BodyHandlers.ofString());
        if (answer.statusCode() == 429
            && Integer.parseInt(answer.headers().firstValue("Retry-After").orElse("0")) < 1) {
          untold.incrementAndGet();
        }
        answers
            .computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
            .incrementAndGet();
      }
    } catch (IOException _) {
      // The flood was closed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest attempt() {
    return HttpRequest.newBuilder(node.http("/console/login"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{\"password\":\"wrong\"}"))
        .build();
  }

  /** How many were answered so. */
  int answers(int status) {
    AtomicInteger count = answers.get(status);
    return count == null ? 0 : count.get();
  }

  /** All statuses that were answered. */
  List<Integer> statuses() {
    return List.copyOf(answers.keySet());
  }

  /** How many were told to wait and not how long. */
  int untold() {
    return untold.get();
  }

  /** No attempt begins any more. */
  void end() {
    ended = true;
  }

  @Override
  public void close() {
    ended = true;
    clients.forEach(HttpClient::shutdownNow);
  }
}
