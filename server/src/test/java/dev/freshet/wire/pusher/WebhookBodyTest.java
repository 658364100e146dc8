package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Payload;
import dev.freshet.model.Secret;
import dev.freshet.model.app.WebhookEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Webhooks to the byte. */
class WebhookBodyTest {

  private static String body(HookEvent... events) {
    return new String(WebhookBody.write(1327078148132L, List.of(events)), UTF_8);
  }

  private static String event(HookEvent event) {
    String body = body(event);
    String start = "{\"time_ms\":1327078148132,\"events\":[";
    assertThat(body).startsWith(start).endsWith("]}");
    return body.substring(start.length(), body.length() - 2);
  }

  @Test
  void theBodyAndItsSignatureAreThoseOfTheDocumentation() {
    byte[] body =
        WebhookBody.write(
            1327078148132L,
            List.of(HookEvent.ofChannel(WebhookEvent.CHANNEL_OCCUPIED, "test_channel")));
    assertThat(new String(body, UTF_8))
        .isEqualTo(
            "{\"time_ms\":1327078148132,\"events\":"
                + "[{\"name\":\"channel_occupied\",\"channel\":\"test_channel\"}]}");
    assertThat(PusherSignature.sign(Secret.of("7ad3773142a6692b25b8"), body))
        .isEqualTo("709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998aa");
  }

  @Test
  void anIdComesLast() {
    assertThat(event(HookEvent.ofMember(WebhookEvent.MEMBER_ADDED, "presence-a", "7").as("x-1")))
        .isEqualTo(
            "{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":\"7\",\"id\":\"x-1\"}");
  }

  @Test
  void eventsKeepTheirOrder() {
    assertThat(
            body(
                HookEvent.ofChannel(WebhookEvent.CHANNEL_OCCUPIED, "a"),
                HookEvent.ofChannel(WebhookEvent.CHANNEL_VACATED, "a")))
        .endsWith(
            "[{\"name\":\"channel_occupied\",\"channel\":\"a\"},"
                + "{\"name\":\"channel_vacated\",\"channel\":\"a\"}]}");
  }

  @Test
  void aMemberIsNamedByAString() {
    assertThat(event(HookEvent.ofMember(WebhookEvent.MEMBER_REMOVED, "presence-a", "7")))
        .isEqualTo("{\"name\":\"member_removed\",\"channel\":\"presence-a\",\"user_id\":\"7\"}");
  }

  @Test
  void theDataOfAClientEventIsAlwaysAString() {
    String start =
        "{\"name\":\"client_event\",\"channel\":\"private-a\",\"event\":\"client-x\",\"data\":";
    assertThat(event(client(Payload.text("hé\"y"), null)))
        .isEqualTo(start + "\"hé\\\"y\",\"socket_id\":\"1.2\"}");
    assertThat(event(client(Payload.json("{\"a\":1}".getBytes(UTF_8)), "u")))
        .isEqualTo(start + "\"{\\\"a\\\":1}\",\"socket_id\":\"1.2\",\"user_id\":\"u\"}");
    assertThat(event(client(Payload.binary(new byte[] {1, 2}), null)))
        .isEqualTo(start + "\"AQI=\",\"socket_id\":\"1.2\"}");
  }

  private static HookEvent client(Payload data, @Nullable String user) {
    return HookEvent.ofClient("private-a", "client-x", data, "1.2", user);
  }

  @Test
  void aCountIsANumber() {
    assertThat(event(HookEvent.ofCount("a", 0)))
        .isEqualTo("{\"name\":\"subscription_count\",\"channel\":\"a\",\"subscription_count\":0}");
  }

  @ParameterizedTest
  @EnumSource(WebhookEvent.class)
  void everyKindHasItsName(WebhookEvent kind) {
    assertThat(event(HookEvent.ofChannel(kind, "c")))
        .matches("\\{\"name\":\"[a-z]+_[a-z]+\",\"channel\":\"c\"}");
  }
}
