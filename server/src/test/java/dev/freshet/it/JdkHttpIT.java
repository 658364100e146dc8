package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The client of {@code java.net.http} as it is made without any option: it offers to go on with
 * HTTP/2 in every request, which a server that does not speak it has to overlook.
 */
class JdkHttpIT {
  private Node node;

  @BeforeEach
  void start() throws Exception {
    node = Node.development();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anEventStreamIsHeardLineByLine() throws Exception {
    try (var stream = new JdkEvents(node.http("/channels/chat"), "")) {
      assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
      JdkEvents.Event standing = stream.next();
      assertThat(standing.data()).isNull();
      assertThat(standing.id()).endsWith(":0");
      String position = node.publish("chat?event=greeting", "two\nlines");
      JdkEvents.Event event = stream.next();
      assertThat(event.id()).isEqualTo(position);
      assertThat(event.name()).isEqualTo("greeting");
      assertThat(event.data()).isEqualTo("two\nlines");
      assertThat(stream.retry()).isEqualTo("2000");
    }
  }

  @Test
  void lastEventIdResumes() throws Exception {
    String first = node.publish("chat", "one");
    node.publish("chat", "two");
    try (var stream = new JdkEvents(node.http("/channels/chat?since=earliest"), first)) {
      assertThat(stream.next().id()).isEqualTo(first);
      assertThat(stream.next().data()).isEqualTo("two");
    }
  }

  @Test
  void aPlaceThatIsGoneIsAnEventOfItsOwn() throws Exception {
    String first = node.publish("chat", "one");
    try (var stream = new JdkEvents(node.http("/channels/chat?since=other:7"), "")) {
      JdkEvents.Event event = stream.next();
      assertThat(event.name()).isEqualTo("freshet:reset");
      assertThat(event.id()).isEqualTo(first);
      assertThat(Parsed.json(event.data()).position()).isEqualTo(first);
    }
  }

  @Test
  void oneIdResumesSeveralChannels() throws Exception {
    String a = node.publish("a", "a1");
    String b = node.publish("b", "b1");
    String id;
    try (var stream = new JdkEvents(node.http("/channels?channel=a&channel=b"), "")) {
      assertThat(stream.next().id()).isEqualTo(a + "," + b);
      String a2 = node.publish("a", "a2");
      id = stream.next().id();
      assertThat(id).isEqualTo(a2 + "," + b);
    }
    node.publish("a", "a3");
    node.publish("b", "b2");
    try (var stream = new JdkEvents(node.http("/channels?channel=a&channel=b&format=json"), id)) {
      assertThat(stream.next().id()).isEqualTo(id);
      assertThat(Parsed.json(stream.next().data()).text("data")).isEqualTo("a3");
      assertThat(Parsed.json(stream.next().data()).text("data")).isEqualTo("b2");
    }
  }

  @Test
  void aBinaryBodyComesAsBase64() throws Exception {
    try (var stream = new JdkEvents(node.http("/channels/chat"), "")) {
      stream.next();
      node.send(
          HttpRequest.newBuilder(node.http("/channels/chat"))
              .POST(BodyPublishers.ofByteArray(new byte[] {(byte) 0xff, 0})));
      assertThat(stream.next().data()).isEqualTo("/wA=");
    }
  }

  @Test
  void historyIsReadInPages() {
    String first = node.publish("chat", "one");
    node.publish("chat", "two");
    String third = node.publish("chat", "three");
    Parsed page = Parsed.json(node.get("/channels/chat?limit=1&since=" + first).body());
    assertThat(page.position()).isEqualTo(third);
    assertThat(page.flag("unbroken")).isTrue();
    assertThat(page.objects("publications"))
        .extracting(each -> each.text("data"))
        .containsExactly("two");
    Parsed newest = Parsed.json(node.get("/channels/chat?limit=2&reverse=true").body());
    assertThat(newest.objects("publications"))
        .extracting(each -> each.text("data"))
        .containsExactly("three", "two");
  }

  @Test
  void subscribersAreCounted() throws Exception {
    try (var stream = new JdkEvents(node.http("/channels/chat"), "");
        var socket = new JdkSocket(node.ws("/channels/chat?format=json"))) {
      stream.next();
      socket.json();
      assertThat(Parsed.json(node.get("/channels/chat").body()).number("subscribers")).isEqualTo(2);
    }
  }

  @Test
  void aFaultIsAProblemDocument() {
    var response = node.get("/channels/chat?since=nonsense");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Parsed.json(response.body()).text("code")).isEqualTo("bad-position");
  }

  @Test
  void aNodeIsAliveAndReady() {
    assertThat(Parsed.json(node.get("/health").body()).text("status")).isEqualTo("alive");
    assertThat(Parsed.json(node.get("/ready").body()).text("status")).isEqualTo("ready");
    assertThat(node.get("/metrics").body()).contains("freshet_sockets ");
  }
}
