package dev.freshet.tools.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.tools.load.aim.Dialect;
import dev.freshet.tools.load.client.ClientPlan.Back;
import dev.freshet.tools.load.client.ClientPlan.Pace;
import dev.freshet.tools.load.client.ClientPlan.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientPlanTest {
  private static ClientPlan plan(Dialect dialect) {
    return new ClientPlan(
        Peer.local(9000, 3),
        17,
        5,
        4,
        dialect.describe("load-{c}", "the-key"),
        new Pace(0, 100, 5000),
        new Back(Retry.NAIVE, 700),
        8,
        2,
        60,
        new PusherAuth("the-key", "hush"),
        "token");
  }

  @ParameterizedTest
  @EnumSource
  void aProcessReadsThePlanItWasGiven(Dialect dialect) {
    ClientPlan plan = plan(dialect);
    assertThat(ClientPlan.parse(plan.arguments(), plan.environment())).isEqualTo(plan);
  }

  @Test
  void secretsAreNotInTheArguments() {
    ClientPlan plan = plan(Dialect.PUSHER_PRIVATE);
    assertThat(plan.arguments()).noneMatch(each -> each.contains("hush"));
    assertThat(plan.arguments()).doesNotContain("token");
    assertThat(plan.toString()).doesNotContain("hush").doesNotContain("token");
  }

  @Test
  void numbersOfConnectionsGoOnAcrossProcesses() {
    assertThat(plan(Dialect.RAW).expand("/{c}/{i}", 0)).isEqualTo("/1/5");
    assertThat(plan(Dialect.RAW).expand("/{c}/{i}", 3)).isEqualTo("/0/8");
  }

  @Test
  void badArgumentsAreToldInTheOneForm() {
    assertThatThrownBy(() -> ClientPlan.parse(List.of("--wire", "fax"), Map.of()))
        .hasMessage("--wire: fax (expected: one of websocket, events, redis)");
    assertThatThrownBy(() -> ClientPlan.parse(List.of("--port", "0"), Map.of()))
        .hasMessage("port: 0 (expected: a whole number from 1 to 65535)");
  }

  @Test
  void aPrivateSubscriptionIsSignedAsPusherDocumentsIt() {
    // The example of Pusher's documentation of private channels.
    var auth = new PusherAuth("278d425bdf160c739803", "7ad3773142a6692b25b8");
    String frame = "{\"data\":{\"channel\":\"private-foobar\",\"auth\":\"{auth}\"}}";
    assertThat(auth.fill(frame, "1234.1234"))
        .contains(
            "278d425bdf160c739803:"
                + "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
  }

  @Test
  void aPresenceSubscriptionSignsWhoItIs() {
    // The example of Pusher's documentation of presence channels.
    var auth = new PusherAuth("278d425bdf160c739803", "7ad3773142a6692b25b8");
    String data = "{\\\"user_id\\\":10,\\\"user_info\\\":{\\\"name\\\":\\\"Mr. Channels\\\"}}";
    String frame =
        "{\"channel\":\"presence-foobar\",\"auth\":\"{auth}\",\"channel_data\":\"" + data + "\"}";
    assertThat(auth.fill(frame, "1234.1234"))
        .contains("31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80");
  }

  @Test
  void theSocketIdIsFoundInAGreeting() {
    String greeting =
        "{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"12.345\\\","
            + "\\\"activity_timeout\\\":120}\"}";
    assertThat(PusherAuth.socketId(greeting)).isEqualTo("12.345");
    assertThat(PusherAuth.socketId("{}")).isEmpty();
  }
}
