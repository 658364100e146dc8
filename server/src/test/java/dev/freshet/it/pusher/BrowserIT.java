package dev.freshet.it.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.it.Chromium;
import dev.freshet.it.Node;
import dev.freshet.it.Tools;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples with pusher-js in a browser, beside Pusher's Java client. */
class BrowserIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Chromium chromium;
  private Node node;

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

  @BeforeEach
  void start() throws Exception {
    node = Node.development();
  }

  @AfterEach
  void stop() {
    chromium.open(URI.create("about:blank"));
    node.close();
  }

  private static void awaitTrue(String expression) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(chromium.eval("!!(" + expression + ")")).as(expression).isEqualTo(true));
  }

  private static String textOf(String selector) {
    return "document.querySelector('" + selector + "')?.textContent";
  }

  /** Takes pictures for people to look at, and holds that a phone shows all of it. */
  private static void look(String name) throws Exception {
    Path pictures = Tools.target("pictures");
    chromium.resize(1100, 800);
    chromium.prefer("light");
    chromium.screenshot(pictures.resolve(name + "-light.png"));
    chromium.resize(390, 844);
    chromium.prefer("dark");
    chromium.screenshot(pictures.resolve(name + "-dark.png"));
    assertThat(chromium.eval("document.documentElement.scrollWidth <= innerWidth"))
        .as("nothing is wider than a phone")
        .isEqualTo(true);
  }

  @Test
  void aPageShowsWhoComesWhoWavesAndWhoGoes() throws Exception {
    try (var example = new Example("pusher-presence", node)) {
      chromium.open(example.page().resolve("?as=Anna"));
      awaitTrue(textOf("#count") + " === '1 person'");
      awaitTrue(textOf("#members li") + ".endsWith('Anna (you)')");
      try (var bert = new JavaClient(node.port(), "Bert")) {
        var lobby = bert.pusher().subscribePresence("presence-lobby", bert, "client-wave");
        assertThat(bert.await("users")).isEqualTo("users presence-lobby Bert,as-Anna");
        awaitTrue(textOf("#count") + " === '2 people'");
        awaitTrue(textOf("#members li[data-id=Bert]") + ".endsWith('Bert')");
        lobby.trigger("client-wave", "{}");
        awaitTrue(textOf("#news") + " === 'Bert waves.'");
        awaitTrue("document.querySelector('#members li[data-id=Bert]').matches('.waves')");
        chromium.eval("document.getElementById('wave').click()");
        assertThat(bert.await("event")).isEqualTo("event presence-lobby client-wave {} of as-Anna");
        look("pusher-presence");
      }
      awaitTrue(textOf("#news") + " === 'Bert has gone.'");
      awaitTrue("document.querySelectorAll('#members li').length === 1");
    }
  }

  @Test
  void anEncryptedMessageIsReadInTheBrowserOnly() throws Exception {
    try (var example = new Example("pusher-chat", node);
        var backend = new JavaClient(node.port(), "backend")) {
      chromium.open(example.page());
      awaitTrue(textOf("#state") + " === 'connected'");
      chromium.eval(example.library("pusher-with-encryption.min.js"));
      chromium.eval(
          """
          globalThis.vault = new Promise((told) => {
            const client = new Pusher('dev-key', {
              cluster: 'freshet', wsHost: '127.0.0.1', wsPort: %d, forceTLS: false,
              enabledTransports: ['ws', 'wss'],
              channelAuthorization: {
                customHandler: (asked, answer) => Object.assign(globalThis, { asked, answer }),
              },
            });
            globalThis.frames = [];
            client.connection.bind('message', (frame) => frames.push(JSON.stringify(frame)));
            client.subscribe('private-encrypted-vault').bind('opened', told);
          }), undefined
          """
              .formatted(node.port()));
      awaitTrue("globalThis.asked");
      String socket = (String) chromium.eval("asked.socketId");
      chromium.eval(
          "answer(null, " + backend.authorize("private-encrypted-vault", socket) + "), undefined");
      awaitTrue("frames.some((frame) => frame.includes('subscription_succeeded'))");
      backend.trigger("private-encrypted-vault", "opened", Map.of("word", "sesame"));
      assertThat(chromium.eval("vault.then(({ word }) => word)")).isEqualTo("sesame");
      assertThat(chromium.eval("frames.some((frame) => frame.includes('sesame'))"))
          .isEqualTo(false);
    }
  }

  @Test
  void aPageChats() throws Exception {
    try (var example = new Example("pusher-chat", node);
        var bert = new JavaClient(node.port(), "Bert")) {
      var chat = bert.pusher().subscribePrivate("private-chat", bert, "message", "client-typing");
      bert.await("subscribed private-chat");
      chromium.open(example.page());
      awaitTrue(textOf("#state") + " === 'connected'");
      awaitTrue("!document.querySelector('#say button').disabled");
      chat.trigger("client-typing", "{\"name\":\"Bert\"}");
      awaitTrue(textOf("#typing") + " === 'Bert is typing…'");
      bert.trigger("private-chat", "message", Map.of("name", "Bert", "text", "<b>grüße</b>"));
      bert.await("event private-chat message");
      awaitTrue(textOf("#messages li") + " === 'Bert<b>grüße</b>'");
      assertThat(chromium.eval(textOf("#typing"))).isEqualTo("");
      chromium.eval(
          "document.getElementById('name').value = 'Anna',"
              + " document.getElementById('text').value = 'hello, Bert',"
              + " document.getElementById('text').dispatchEvent(new Event('input'))");
      assertThat(bert.await("event private-chat client")).endsWith("{\"name\":\"Anna\"}");
      chromium.eval("document.querySelector('#say button').click()");
      assertThat(bert.await("event private-chat message"))
          .contains("\"text\":\"hello, Bert\"", "\"name\":\"Anna\"");
      bert.trigger("private-chat", "message", Map.of("name", "Bert", "text", "end"));
      awaitTrue(textOf("#messages li:last-child") + " === 'Bertend'");
      assertThat(chromium.eval("document.querySelectorAll('#messages li').length"))
          .as("Bert's, Anna's own once, Bert's")
          .isEqualTo(3L);
      assertThat(chromium.eval("document.querySelectorAll('#messages li.own').length"))
          .isEqualTo(1L);
      look("pusher-chat");
    }
  }
}
