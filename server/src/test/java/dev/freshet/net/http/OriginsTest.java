package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private static final List<ChannelPattern> SHOP =
      List.of(new ChannelPattern("https://*.example.com"));

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1:8080", "[::1]:8080", "a.localhost", "127.9.9.9"})
  void inDevelopmentNamesOfThisMachineAreAnswered(String host) {
    assertThatCode(() -> origins(true).checkHost(host)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "127.0.0.1.example.com", "localhost.example.com", ""})
  void inDevelopmentNoOtherNameIs(String host) {
    refused(true, host);
  }

  @Test
  void withoutHostsAnyNameIsAnswered() {
    assertThatCode(() -> origins(false).checkHost("example.com")).doesNotThrowAnyException();
    assertThatCode(() -> origins(false).checkHost(null)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"push.example.com", "PUSH.example.com:443", "node1.internal:8080"})
  void hostsArePatternsOfNamesWithoutPort(String host) {
    var origins = origins(false, "push.example.com", "*.internal");
    assertThatCode(() -> origins.checkHost(host)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "push.example.com.evil.test", "internal"})
  void whatNoPatternMatchesIsRefused(String host) {
    refused(false, host, "push.example.com", "*.internal");
  }

  @Test
  void aPageOfTheSameHostMayUseEveryApp() {
    allowed(origins(false), "https://push.example.org", "push.example.org", List.of());
  }

  @Test
  void aPageOfAnOriginThatTheAppNamesMayUseIt() {
    allowed(origins(false), "https://shop.example.com", "push.example.org", SHOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.org", "http://shop.example.com", "null", "http://localhost", "%"})
  void aPageOfAnyOtherMayNot(String origin) {
    assertThatThrownBy(() -> origins(false).checkOrigin(origin, "push.example.org", SHOP))
        .isInstanceOf(Refused.class);
  }

  @Test
  void inDevelopmentPagesOfThisMachineMay() {
    allowed(origins(true), "http://localhost:3000", "127.0.0.1:8080", List.of());
    allowed(origins(true), "http://127.0.0.1:8000", "127.0.0.1:8080", List.of());
  }

  private static void allowed(
      Origins origins, String origin, String host, List<ChannelPattern> ofApp) {
    assertThatCode(() -> origins.checkOrigin(origin, host, ofApp)).doesNotThrowAnyException();
  }

  private static void refused(boolean development, @Nullable String host, String... hosts) {
    assertThatThrownBy(() -> origins(development, hosts).checkHost(host))
        .isInstanceOf(Refused.class);
  }

  private static Origins origins(boolean development, String... hosts) {
    return new Origins(development, List.of(hosts).stream().map(ChannelPattern::new).toList());
  }
}
