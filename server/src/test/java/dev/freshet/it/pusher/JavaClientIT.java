package dev.freshet.it.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.client.connection.ConnectionState;
import dev.freshet.it.Node;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Pusher's Java client as it is published, which speaks version 5 of the protocol and does not
 * answer {@code pusher:ping}.
 */
class JavaClientIT {
  private static Node node;

  @BeforeAll
  static void start() throws Exception {
    node = Node.development();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static JavaClient client(String user) {
    return new JavaClient(node.port(), user);
  }

  @Test
  void aPublicChannelIsHeard() {
    try (JavaClient client = client("anna")) {
      client.pusher().subscribe("news", client, "App\\Events\\Said");
      client.await("subscribed news");
      client.trigger("news", "App\\Events\\Said", Map.of("text", "grüße"));
      assertThat(client.await("event"))
          .isEqualTo("event news App\\Events\\Said {\"text\":\"grüße\"}");
    }
  }

  @Test
  void clientsOfAPrivateChannelHearEachOther() {
    try (JavaClient anna = client("anna");
        JavaClient bert = client("bert")) {
      var channel = anna.pusher().subscribePrivate("private-room", anna, "client-typing", "end");
      anna.await("subscribed private-room");
      bert.pusher().subscribePrivate("private-room", bert, "client-typing");
      bert.await("subscribed private-room");
      channel.trigger("client-typing", "{\"n\":1}");
      assertThat(bert.await("event")).isEqualTo("event private-room client-typing {\"n\":1}");
      anna.trigger("private-room", "end", Map.of());
      assertThat(anna.await("event")).isEqualTo("event private-room end {}");
    }
  }

  @Test
  void membersSeeWhoIsThereWhoComesAndWhoGoes() {
    try (JavaClient anna = client("anna")) {
      var room =
          anna.pusher().subscribePresence("presence-java", anna, "client-wave", "client-nothing");
      assertThat(anna.await("users")).isEqualTo("users presence-java anna");
      try (JavaClient bert = client("bert")) {
        var channel = bert.pusher().subscribePresence("presence-java", bert);
        assertThat(bert.await("users")).isEqualTo("users presence-java anna,bert");
        anna.await("joined presence-java bert");
        channel.trigger("client-wave", "{}");
        assertThat(anna.await("event")).isEqualTo("event presence-java client-wave {} of bert");
      }
      anna.await("left presence-java bert");
      assertThat(room.getUsers()).hasSize(1);
      assertThat(room.getMe().getId()).isEqualTo("anna");
    }
  }

  @Test
  void anEncryptedMessageIsRead() {
    try (JavaClient client = client("anna")) {
      client.pusher().subscribePrivateEncrypted("private-encrypted-vault", client, "opened");
      client.await("subscribed private-encrypted-vault");
      client.trigger("private-encrypted-vault", "opened", Map.of("word", "sesame"));
      assertThat(client.await("event"))
          .isEqualTo("event private-encrypted-vault opened {\"word\":\"sesame\"}");
    }
  }

  @Test
  void aCacheChannelTellsTheNewestEventToWhoeverComes() {
    try (JavaClient first = client("anna");
        JavaClient second = client("bert")) {
      first.pusher().subscribe("cache-java", first, "price", "pusher:cache_miss");
      assertThat(first.await("event")).startsWith("event cache-java pusher:cache_miss");
      first.trigger("cache-java", "price", Map.of("euro", 3));
      first.await("event cache-java price {\"euro\":3}");
      second.pusher().subscribe("cache-java", second, "price", "pusher:cache_miss");
      assertThat(second.await("event")).isEqualTo("event cache-java price {\"euro\":3}");
    }
  }

  @Test
  void aUserHearsWhatIsSentToItAndStaysAwayOnceItsConnectionsAreEnded() {
    try (JavaClient client = client("java-user")) {
      client.pusher().user().bind("note", client);
      client.pusher().signin();
      client.await("state CONNECTED");
      // The library does not say when the server has signed the user in; the node does.
      await()
          .until(() -> {
            client.tellUser("java-user", "note");
            return client.rest().stream().anyMatch(line -> line.startsWith("event"));
          });
      assertThat(client.await("event")).endsWith(" note {}");
      client.terminate("java-user");
      client.await("state DISCONNECTED");
      assertThat(client.pusher().getConnection().getState())
          .isEqualTo(ConnectionState.DISCONNECTED);
      assertThat(client.rest()).noneMatch(line -> line.startsWith("state RECONNECTING"));
    }
  }

  @Test
  void anUnknownKeyIsRefusedForGood() {
    try (var client = new JavaClient(node.port(), "nobody-knows", "anna")) {
      client.await("error 4001");
      client.await("state DISCONNECTED");
      assertThat(client.rest()).noneMatch(line -> line.startsWith("state RECONNECTING"));
    }
  }

  @Test
  void itComesBackByItselfWhenTheServerDoes() throws Exception {
    Node first = Node.development();
    int port = first.port();
    try (var client = new JavaClient(port, "anna")) {
      client.pusher().subscribePrivate("private-room", client, "said");
      client.await("subscribed private-room");
      first.close();
      client.await("state RECONNECTING");
      try (Node second = Node.development("server.port=" + port)) {
        client.await("subscribed private-room");
        assertThat(second.port()).isEqualTo(port);
        client.trigger("private-room", "said", Map.of());
        assertThat(client.await("event")).isEqualTo("event private-room said {}");
      }
    } finally {
      first.close();
    }
  }
}
