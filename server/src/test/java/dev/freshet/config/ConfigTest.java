package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  private static final String APP = ConfigFiles.APP;

  @TempDir Path directory;

  private Config load(String yaml, Map<String, String> variables) throws IOException {
    return ConfigFiles.load(directory, yaml, variables);
  }

  private Config load(String yaml) throws IOException {
    return load(yaml, Map.of());
  }

  private List<String> faults(String yaml, Map<String, String> variables) {
    return ConfigFiles.faults(directory, yaml, variables);
  }

  private List<String> faults(String yaml) {
    return faults(yaml, Map.of());
  }

  @Test
  void withoutAFileOneKnownAppIsOpenOnLoopback() {
    Config config = Config.load(Optional.empty(), Map.of(), Map.of());
    assertThat(config.development()).isTrue();
    App app = config.apps().getFirst();
    assertThat(config.apps()).hasSize(1);
    assertThat(app.id()).isEqualTo("1");
    assertThat(app.key()).isEqualTo("dev-key");
    assertThat(app.secret().matches("dev-secret")).isTrue();
    ChannelRule rule = app.rules().match("anything");
    assertThat(List.of(rule.publish(), rule.subscribe(), rule.history())).containsOnly(Access.OPEN);
    assertThat(rule.keepsHistory()).isTrue();
    assertThat(Config.isLoopback(config.settings().text(Setting.SERVER_HOST))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7", "example.com", "127.0.0.1.example.com"})
  void withoutAFileNothingButLoopbackIsListenedOn(String host) {
    assertThatThrownBy(
            () -> Config.load(Optional.empty(), Map.of("FRESHET_SERVER_HOST", host), Map.of()))
        .isInstanceOf(ConfigFaults.class)
        .hasMessageStartingWith("server.host: " + host + " (expected: a loopback address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
  void everyLoopbackAddressIsLoopback(String host) {
    assertThat(Config.load(Optional.empty(), Map.of(), Map.of("server.host", host)).development())
        .isTrue();
  }

  @Test
  void theSecretEverybodyKnowsIsRefusedBeyondLoopback() throws IOException {
    String yaml = "apps: [{id: a, key: k, secret: dev-secret}]\n";
    assertThat(load(yaml).development()).isFalse();
    assertThat(faults("server: {host: 0.0.0.0}\n" + yaml))
        .containsExactly(
            "freshet.yaml:1: server.host: 0.0.0.0 (expected: a loopback address, or another secret"
                + " than dev-secret for app a)");
  }

  @Test
  void withAFileNothingIsOpenThatItDoesNotOpen() throws IOException {
    Config config = load(APP);
    assertThat(config.development()).isFalse();
    assertThat(config.apps().getFirst().rules().match("x")).isEqualTo(ChannelRule.CLOSED);
    assertThat(load(APP + "    channels: [{pattern: '*'}]").apps().getFirst().rules().match("x"))
        .isEqualTo(ChannelRule.CLOSED);
  }

  @Test
  void allFaultsAreToldTogetherWithTheirPlace() {
    assertThat(
            faults(
                """
                server:
                  port: 99999
                  tls: {certificate: nowhere.pem}
                http: {header-timeout: 10}
                stop: {window: 2h}
                hub: [slice]
                apps:
                  - id: a b
                    limits: {connections: many}
                    channels:
                      - {pattern: x, publish: everybody}
                """,
                Map.of("FRESHET_LOG_LEVEL", "loud")))
        .satisfiesExactly(
            f ->
                assertThat(f)
                    .isEqualTo(
                        "freshet.yaml:2: server.port: 99999 (expected: a whole number from 0 to 65535)"),
            f ->
                assertThat(f)
                    .startsWith("freshet.yaml:4: http.header-timeout: 10 (expected: a duration"),
            f -> assertThat(f).startsWith("freshet.yaml:5: stop.window: 2h (expected: a duration"),
            f -> assertThat(f).startsWith("freshet.yaml:6: hub: a sequence (expected: a section"),
            f -> assertThat(f).startsWith("FRESHET_LOG_LEVEL: loud (expected: one of error, warn"),
            f ->
                assertThat(f)
                    .startsWith("freshet.yaml:3: server.tls.certificate: ")
                    .contains("(expected: together with server.tls.key)"),
            f ->
                assertThat(f)
                    .startsWith("freshet.yaml:3: server.tls.certificate: ")
                    .contains("(expected: a file that can be read)"),
            f -> assertThat(f).startsWith("freshet.yaml:8: apps[0].id: a b (expected: 1 to 64"),
            f -> assertThat(f).startsWith("freshet.yaml:8: apps[0].key: none (expected: "),
            f -> assertThat(f).startsWith("freshet.yaml:8: apps[0].secret: none (expected: "),
            f ->
                assertThat(f)
                    .startsWith("freshet.yaml:9: apps[0].limits.connections: many (expected: "),
            f ->
                assertThat(f)
                    .startsWith(
                        "freshet.yaml:11: apps[0].channels[0].publish: everybody (expected: one of open, token, secret)"));
  }

  @Test
  void theWindowOfStoppingFitsIntoItsTimeout() {
    assertThat(faults("stop: {window: 31s}\n" + APP))
        .containsExactly(
            "freshet.yaml:1: stop.window: 31s (expected: at most stop.timeout, which is 30s)");
  }

  @Test
  void whoMaySayTheAddressOfAClientIsNamed() {
    assertThat(faults("server: {proxy-protocol: v2}\n" + APP))
        .containsExactly(
            "freshet.yaml:1: server.proxy-protocol: v2 (expected: together with"
                + " server.trusted-proxies)");
    assertThat(faults("server: {trusted-proxies: [10.0.0.0/33]}\n" + APP))
        .singleElement()
        .asString()
        .startsWith("freshet.yaml:1: server.trusted-proxies: 10.0.0.0/33 (expected: a list of");
    assertThat(faults("server: {trusted-proxies: [balancer.example.com]}\n" + APP)).hasSize(1);
    assertThat(faults(APP + "    limits: {connections-per-address: 1}")).hasSize(1);
  }

  @Test
  void aPublicationThatFitsNoRequestIsNoLimit() {
    assertThat(faults("limits: {message-bytes: 2MiB}\n" + APP))
        .containsExactly(
            "freshet.yaml:1: limits.message-bytes: 2MiB (expected: at most http.body-max, which is"
                + " 1MiB)");
    assertThat(faults(APP + "    limits: {message-bytes: 2MB}"))
        .containsExactly(
            "freshet.yaml:5: apps[0].limits.message-bytes: 2MB (expected: at most http.body-max,"
                + " which is 1MiB)");
  }

  @Test
  void anUnknownKeyIsToldWithItsNearest() {
    assertThat(faults("sever: {port: 1}\nserver: {prot: 1}\nport: 1\nqzx: 1\n" + APP))
        .containsExactly(
            "freshet.yaml:1: sever: unknown (expected: a key of the reference; did you mean"
                + " server?)",
            "freshet.yaml:2: server.prot: unknown (expected: a key of the reference; did you mean"
                + " server.port?)",
            "freshet.yaml:3: port: unknown (expected: a key of the reference; did you mean"
                + " server.port?)",
            "freshet.yaml:4: qzx: unknown (expected: a key of the reference: freshet config"
                + " reference)");
    assertThat(faults(APP + "    limits: {conections: 1}\n    chanels: []"))
        .containsExactly(
            "freshet.yaml:5: apps[0].limits.conections: unknown (expected: a key of the reference;"
                + " did you mean apps[0].limits.connections?)",
            "freshet.yaml:6: apps[0].chanels: unknown (expected: a key of the reference; did you"
                + " mean apps[0].channels?)");
  }

  @Test
  void anUnknownVariableIsToldWithItsNearest() {
    assertThat(faults(APP, Map.of("FRESHET_SERVER_PROT", "1", "FRESHET_APPS_B_SECRET", "hush")))
        .containsExactly(
            "FRESHET_APPS_B_SECRET: unknown (expected: a key of the reference; did you mean"
                + " FRESHET_APPS_A_SECRET?)",
            "FRESHET_SERVER_PROT: unknown (expected: a key of the reference; did you mean"
                + " FRESHET_SERVER_PORT?)");
  }

  @Test
  void theVariablesOfKubernetesAndOfTheLauncherAreNoSettings() throws IOException {
    Map<String, String> variables =
        Map.of(
            "FRESHET_SERVICE_HOST", "10.0.0.1",
            "FRESHET_SERVICE_PORT", "8080",
            "FRESHET_SERVICE_PORT_HTTP", "8080",
            "FRESHET_PORT", "tcp://10.0.0.1:8080",
            "FRESHET_PORT_8080_TCP_ADDR", "10.0.0.1",
            // Of a service that is called freshet-server.
            "FRESHET_SERVER_PORT", "tcp://10.0.0.2:8080",
            "FRESHET_URL", "http://127.0.0.1:8080",
            "HOME", "/");
    assertThat(load(APP, variables).settings().number(Setting.SERVER_PORT)).isEqualTo(8080);
  }

  @Test
  void printShowsEachValueWithItsSourceAndNoSecret() throws IOException {
    Config config = load("server:\n  port: 9\n" + APP, Map.of("FRESHET_HTTP_RETRY", "5s"));
    assertThat(ConfigPrint.text(config))
        .contains("server.port: 9  (freshet.yaml:2)\n")
        .contains("http.retry: 5s  (FRESHET_HTTP_RETRY)\n")
        .contains("server.host: 127.0.0.1  (default)\n")
        .contains("apps[0].secret: ***\n")
        .doesNotContain("a-long-secret");
  }

  @Test
  void aReloadTellsWhatNeedsARestart() throws IOException {
    Config old = load(APP);
    Config next = load("server: {port: 9}\nlimits: {batch-size: 9}\nlog: {level: info}\n" + APP);
    assertThat(old.needRestart(next)).containsExactly(Setting.SERVER_PORT);
    assertThat(old.needRestart(old)).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsAFault() {
    assertThatThrownBy(
            () -> Config.load(Optional.of(directory.resolve("none.yaml")), Map.of(), Map.of()))
        .isInstanceOf(ConfigFaults.class)
        .hasMessageContaining("(expected: a file that can be read)");
  }

  @Test
  void aSettingAskedForAsAnotherTypeIsAFaultOfTheProgram() {
    Settings settings = Config.load(Optional.empty(), Map.of(), Map.of()).settings();
    assertThatThrownBy(() -> settings.number(Setting.HTTP_RETRY))
        .hasMessage("http.retry: Integer (expected: asked for as duration)");
  }
}
