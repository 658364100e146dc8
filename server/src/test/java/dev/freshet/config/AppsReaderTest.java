package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.kind.Pem;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.SlowReader;
import dev.freshet.model.app.TokenRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppsReaderTest {
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
  void anAppIsReadWithAllItsFields() throws Exception {
    String pem = pem("Ed25519");
    App app =
        load("""
        apps:
          - id: shop
            key: public
            secret: hush
            origins: ["https://*.example.com", "*"]
            limits: {connections: 7, cluster-connections: 70, message-bytes: 1KiB, queued-bytes: 2MB}
            tokens:
              audience: us
              issuer: https://issuer
              jwks: https://issuer/keys
              public-keys:
                - |
        %s
            channels:
              - {pattern: "price-*", slow-reader: conflate, subscribe: open}
              - pattern: "room-*"
                history-size: 50
                history-ttl: 90s
                publish: token
                subscribe: token
                history: open
                slow-reader: drop-oldest
        """
                .formatted(pem.indent(12)))
            .apps()
            .getFirst();
    assertThat(app.origins())
        .containsExactly(new ChannelPattern("https://*.example.com"), ChannelPattern.ALL);
    assertThat(app.limits().connections()).isEqualTo(7);
    assertThat(app.limits().clusterConnections()).isEqualTo(70);
    assertThat(app.limits().messageBytes()).isEqualTo(1_024);
    assertThat(app.limits().queuedBytes()).isEqualTo(2_000_000);
    assertThat(app.limits().clientRate()).isEqualTo(100);
    assertThat(app.tokens())
        .isEqualTo(
            new TokenRules(
                Optional.of("us"),
                Optional.of("https://issuer"),
                List.of(pem.strip()),
                Optional.of(URI.create("https://issuer/keys"))));
    assertThat(app.rules().match("price-btc").slowReader()).isEqualTo(SlowReader.CONFLATE);
    assertThat(app.rules().match("room-1"))
        .isEqualTo(
            new ChannelRule(
                new ChannelPattern("room-*"),
                50,
                Duration.ofSeconds(90),
                Access.TOKEN,
                Access.TOKEN,
                Access.OPEN,
                SlowReader.DROP_OLDEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void everyKindOfKeyThatSignsTokensIsTaken(String algorithm) throws Exception {
    assertThat(new Pem().read(pem(algorithm).strip())).isNotNull();
  }

  private static String pem(String algorithm) throws Exception {
    byte[] der = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic().getEncoded();
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
  }

  @Test
  void aKeyThatIsNoneIsAFault() {
    assertThat(
            faults(
                APP
                    + "    tokens: {public-keys: ['-----BEGIN PUBLIC KEY-----AAAA"
                    + "-----END PUBLIC KEY-----']}"))
        .singleElement()
        .asString()
        .startsWith("freshet.yaml:5: apps[0].tokens.public-keys: a sequence (expected: a list");
  }

  @Test
  void whatAnAppDoesNotSayComesFromTheSettings() throws IOException {
    App app =
        load("server: {origins: ['https://a.example']}\nlimits: {batch-size: 9}\n" + APP)
            .apps()
            .getFirst();
    assertThat(app.limits().batchSize()).isEqualTo(9);
    assertThat(app.origins()).containsExactly(new ChannelPattern("https://a.example"));
  }

  @Test
  void aSecretComesFromItsVariableOrItsFile() throws IOException {
    String none = "apps: [{id: my-app.1, key: k}]";
    Config fromVariable = load(none, Map.of("FRESHET_APPS_MY_APP_1_SECRET", "of the variable"));
    assertThat(fromVariable.apps().getFirst().secret().matches("of the variable")).isTrue();
    Config overFile = load(APP, Map.of("FRESHET_APPS_A_SECRET", "of the variable"));
    assertThat(overFile.apps().getFirst().secret().matches("of the variable")).isTrue();
    Files.writeString(directory.resolve("secret"), "of the file\n");
    Config fromFile = load("apps: [{id: a, key: k, secret-file: secret}]");
    assertThat(fromFile.apps().getFirst().secret().matches("of the file")).isTrue();
    assertThat(faults(none))
        .containsExactly(
            "freshet.yaml:1: apps[0].secret: none (expected: a secret, a secret-file, or"
                + " FRESHET_APPS_MY_APP_1_SECRET)");
  }

  @Test
  void aVariableThatWouldBeTheSecretOfTwoAppsIsAFault() throws IOException {
    String two = "apps: [{id: a-b, key: k, secret: s}, {id: a_b, key: l, secret: t}]";
    assertThat(load(two).apps()).hasSize(2);
    assertThat(faults(two, Map.of("FRESHET_APPS_A_B_SECRET", "x")))
        .containsExactly(
            "freshet.yaml:1: apps[1].id: a_b (expected: an id whose variable is its own, not"
                + " FRESHET_APPS_A_B_SECRET)");
  }

  @Test
  void idsKeysAndPatternsAreUnique() {
    assertThat(
            faults(
                """
                apps:
                  - {id: a, key: k, secret: s}
                  - id: a
                    key: k
                    secret: t
                    channels:
                      - {pattern: x}
                      - {pattern: x}
                """))
        .containsExactly(
            "freshet.yaml:8: apps[1].channels[1].pattern: x (expected: another one; an earlier app"
                + " or rule has it)",
            "freshet.yaml:3: apps[1].id: a (expected: another one; an earlier app or rule has it)",
            "freshet.yaml:4: apps[1].key: k (expected: another one; an earlier app or rule has"
                + " it)");
  }

  @Test
  void noFaultShowsASecret() {
    String secret = "x".repeat(2_000);
    assertThat(
            faults(
                "apps: [{id: a, key: k, secret: [hunter2]}, {id: b, key: l, secret: "
                    + secret
                    + "}]"))
        .hasSize(2)
        .allMatch(fault -> fault.contains("secret: *** (expected: 1 to 1024 characters)"))
        .noneMatch(fault -> fault.contains("hunter2") || fault.contains("xx"));
    assertThat(
            faults(
                "apps: [{id: a, key: k, secret: s, secrett: hunter2}]",
                Map.of("FRESHET_APPS_C_SECRET", "hunter2")))
        .hasSize(2)
        .noneMatch(fault -> fault.contains("hunter2"));
  }
}
