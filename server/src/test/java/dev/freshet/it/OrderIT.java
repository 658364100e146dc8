package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several publish at once; all who hear, on whichever event loop, hear one order. */
class OrderIT {
  private static final int PUBLISHERS = 6;
  private static final int EACH = 60;
  private static final int SUBSCRIBERS = 16;

  @Test
  void allSubscribersHearOneOrder() throws Exception {
    try (Node node = Node.withRule(List.of("history-size: 10000"), "server.loops=2")) {
      var sockets = new ArrayList<JdkSocket>();
      var streams = new ArrayList<JdkEvents>();
      for (int i = 0; i < SUBSCRIBERS; i++) {
        var socket = new JdkSocket(node.ws("/channels/chat?format=json"));
        socket.json();
        sockets.add(socket);
        var stream = new JdkEvents(node.http("/channels/chat"), "");
        stream.next();
        streams.add(stream);
      }
      publish(node);
      List<String> first = hear(sockets.getFirst());
      assertThat(first).hasSize(PUBLISHERS * EACH).doesNotHaveDuplicates();
      for (JdkSocket socket : sockets.subList(1, sockets.size())) {
        assertThat(hear(socket)).isEqualTo(first);
      }
      for (JdkEvents stream : streams) {
        var heard = new ArrayList<String>();
        while (heard.size() < first.size()) {
          heard.add(stream.next().data());
        }
        assertThat(heard).isEqualTo(first);
        stream.close();
      }
      sockets.forEach(JdkSocket::close);
      assertEachPublisherIsInOrder(first);
    }
  }

  /** Each waits for the answer before it goes on; half of them over WebSocket, without waiting. */
  private static void publish(Node node) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int p = 0; p < PUBLISHERS; p++) {
      int publisher = p;
      threads.add(
          Thread.startVirtualThread(() -> {
            if (publisher % 2 == 0) {
              IntStream.range(0, EACH).forEach(i -> node.publish("chat", publisher + ":" + i));
            } else {
              try (var socket = new JdkSocket(node.ws("/channels/unheard?format=json"))) {
                IntStream.range(0, EACH)
                    .forEach(i ->
                        socket.send(
                            "{\"channel\":\"chat\",\"data\":\"%d:%d\"}".formatted(publisher, i)));
                // Its own last words say that all before are taken.
                socket.send("{\"data\":\"done\"}");
                while (!"done".equals(socket.json().text("data"))) {}
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static List<String> hear(JdkSocket socket) {
    var heard = new ArrayList<String>();
    long offset = 0;
    for (int i = 0; i < PUBLISHERS * EACH; i++) {
      Parsed message = socket.json();
      assertThat(message.number("offset")).isEqualTo(++offset);
      heard.add(message.text("data"));
    }
    return heard;
  }

  private static void assertEachPublisherIsInOrder(List<String> heard) {
    Map<String, List<Integer>> each =
        heard.stream()
            .collect(
                Collectors.groupingBy(
                    body -> body.substring(0, body.indexOf(':')),
                    Collectors.mapping(
                        body -> Integer.parseInt(body.substring(body.indexOf(':') + 1)),
                        Collectors.toList())));
    assertThat(each).hasSize(PUBLISHERS);
    each.values()
        .forEach(
            numbers -> assertThat(numbers).isEqualTo(IntStream.range(0, EACH).boxed().toList()));
  }
}
