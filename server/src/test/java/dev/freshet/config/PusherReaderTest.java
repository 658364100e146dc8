package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.app.Access;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.model.app.ClientRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PusherReaderTest {
  private static final String APP =
      """
      apps:
        - id: "3"
          key: k
          secret: a-long-secret
      """;

  @TempDir Path directory;

  private App app(String rest) throws IOException {
    return ConfigFiles.load(directory, APP + rest, Map.of()).apps().getFirst();
  }

  private List<String> faults(String yaml) {
    return ConfigFiles.faults(directory, yaml, Map.of());
  }

  @Test
  void anAppThatSaysNothingTakesNoSuchClients() throws IOException {
    App app = app("");
    assertThat(app.clients()).isEqualTo(ClientRules.OFF);
    assertThat(app.rules().rules()).isEmpty();
    assertThat(app.rules().isCached("cache-x")).isFalse();
    assertThat(app.webhooks()).isEmpty();
  }

  @Test
  void enablingAloneHasPushersNumbers() throws IOException {
    ClientRules rules = app("    pusher: {enabled: true}").clients();
    assertThat(rules.enabled()).isTrue();
    assertThat(rules.clientEvents()).isEqualTo(ClientEvents.OFF);
    assertThat(rules.limits()).isEqualTo(ClientLimits.DEFAULT);
    assertThat(rules.activityTimeout()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void everyFieldIsRead() throws IOException {
    ClientRules rules =
        app("""
            pusher:
              enabled: true
              client-events: all
              subscription-count: true
              watchlist: true
              authorize-within: 30s
              activity-timeout: 45s
              strict-protocol: true
              channel-name-length: 200
              event-name-length: 201
              message-bytes: 32KiB
              channels-per-event: 101
              batch-size: 11
              members: 100000
              member-info-bytes: 2KiB
              user-id-length: 129
              connections-per-user: 3
              client-event-rate: 20
              watchlist-length: 102
              cache-ttl: 1h
        """)
            .clients();
    var limits =
        new ClientLimits(
            200, 201, 32_768, 101, 11, 100_000, 2_048, 129, 3, 20, 102, Duration.ofHours(1));
    assertThat(rules)
        .isEqualTo(
            new ClientRules(
                true,
                ClientEvents.ALL,
                true,
                true,
                Duration.ofSeconds(30),
                Duration.ofSeconds(45),
                true,
                limits));
  }

  @ParameterizedTest
  @CsvSource({
    "private-x, TOKEN",
    "private-encrypted-x, TOKEN",
    "presence-x, TOKEN",
    "#server-to-user-7, TOKEN",
    "x, OPEN",
    "my-private-x, OPEN"
  })
  void thePrefixSaysWhoMaySubscribe(String channel, Access subscribe) throws IOException {
    ChannelRule rule = app("    pusher: {enabled: true}").rules().match(channel);
    assertThat(rule.access(Action.SUBSCRIBE)).isEqualTo(subscribe);
    assertThat(rule.access(Action.PUBLISH)).isEqualTo(Access.SECRET);
    assertThat(rule.access(Action.HISTORY)).isEqualTo(Access.SECRET);
    assertThat(rule.keepsHistory()).isFalse();
  }

  @Test
  void theAppsOwnRulesComeFirst() throws IOException {
    App app =
        app(
            """
                pusher: {enabled: true, cache-ttl: 10m}
                channels:
                  - {pattern: "private-log-*", history-size: 50, history-ttl: 1h}
            """);
    assertThat(app.rules().match("private-log-1").historySize()).isEqualTo(50);
    assertThat(app.rules().match("private-chat").historySize()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"cache-x", "private-cache-x", "presence-cache-x", "private-encrypted-cache-x"})
  void aCacheChannelKeepsItsNewestEvent(String channel) throws IOException {
    App app = app("    pusher: {enabled: true, cache-ttl: 10m}");
    assertThat(app.rules().isCached(channel)).isTrue();
    assertThat(app.rules().match(channel).historySize()).isEqualTo(1);
    assertThat(app.rules().match(channel).historyTtl()).isEqualTo(Duration.ofMinutes(10));
    assertThat(app.rules().isCached("x" + channel)).isFalse();
  }

  @Test
  void theIdOfSuchAnAppIsDigits() throws IOException {
    String named = "apps: [{id: shop, key: k, secret: s, pusher: {enabled: %s}}]";
    assertThat(ConfigFiles.load(directory, named.formatted("false"), Map.of()).apps()).hasSize(1);
    assertThat(faults(named.formatted("true")))
        .containsExactly(
            "freshet.yaml:1: apps[0].id: shop (expected: digits only where pusher.enabled is true,"
                + " because Pusher's SDKs take no other)");
  }

  @Test
  void aMessageThatNoRequestCouldCarryIsAFault() {
    assertThat(faults(APP + "    pusher: {enabled: true, message-bytes: 2MiB}"))
        .containsExactly(
            "freshet.yaml:5: apps[0].pusher.message-bytes: 2MiB (expected: at most http.body-max,"
                + " which is 1MiB)");
  }

  @ParameterizedTest
  @CsvSource({
    "client-events, public",
    "activity-timeout, 5s",
    "authorize-within, 30",
    "channel-name-length, 201",
    "members, 100001",
    "member-info-bytes, 1",
    "user-id-length, 201",
    "client-event-rate, 0",
    "cache-ttl, 0s",
    "enabled, yes"
  })
  void aValueOutOfRangeIsAFault(String field, String value) {
    assertThat(faults(APP + "    pusher: {" + field + ": " + value + "}"))
        .singleElement()
        .asString()
        .startsWith("freshet.yaml:5: apps[0].pusher." + field + ": " + value + " (expected: ");
  }

  @Test
  void anUnknownFieldIsToldWithItsNeighbour() {
    assertThat(faults(APP + "    pusher: {enable: true}"))
        .singleElement()
        .asString()
        .contains("did you mean apps[0].pusher.enabled?");
  }

  @Test
  void theDevelopmentAppHasEverySwitchOnAndItsOpenRules() {
    App app = Config.load(Optional.empty(), Map.of(), Map.of()).apps().getFirst();
    assertThat(app.clients().enabled()).isTrue();
    assertThat(app.clients().clientEvents()).isEqualTo(ClientEvents.PRIVATE);
    assertThat(app.clients().subscriptionCount()).isTrue();
    assertThat(app.clients().watchlist()).isTrue();
    assertThat(app.clients().authorizeWithin()).isZero();
    assertThat(app.rules().match("private-x").subscribe()).isEqualTo(Access.OPEN);
    assertThat(app.rules().isCached("cache-x")).isTrue();
  }
}
