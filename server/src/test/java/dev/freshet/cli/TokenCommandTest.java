package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.config.ConfigReference;
import dev.freshet.model.Secret;
import dev.freshet.session.SignedUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {

  private static String make(String... more) {
    var args = new java.util.ArrayList<>(List.of("token", "make"));
    args.addAll(List.of(more));
    Run run = freshet(args.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run.out().strip();
  }

  @Test
  void aTokenThatWasMadeIsTakenAndExplained() {
    String token = make("--subscribe", "chat-*", "--subscribe=news", "--user", "ada", "--ttl=2h");
    Run run = freshet("token", "explain", token);
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("header     {\"alg\":\"HS256\"")
        .contains("\"sub\":\"ada\"")
        .contains("subscribe  chat-* news\n")
        .contains("publish    (nothing)\n")
        .containsPattern("expires    \\S+Z, in (7200|719[0-9]) s\n")
        .endsWith("verdict    taken\n");
    assertThat(new Run().in(token + "\n").with("token", "explain", "-").code()).isZero();
  }

  @Test
  void aTokenOfAnotherSecretIsRefusedButShown() {
    String token = make("--publish", "*", "--secret", "another");
    Run text = freshet("token", "explain", token);
    assertThat(text.code()).isEqualTo(1);
    assertThat(text.out()).contains("claims     {").contains("verdict    refused: signature: ");
    Run json = freshet("token", "explain", token, "--format", "json");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out())
        .startsWith("{\"taken\":false,\"code\":\"token-invalid\",\"detail\":\"signature: ")
        .contains("\"claims\":{\"iat\":");
    assertThat(freshet("token", "explain", token, "--secret", "another").code()).isZero();
    assertThat(freshet("token", "explain", "nonsense").out()).startsWith("verdict    refused: ");
  }

  @Test
  void theSecretOfTheConfigurationSigns(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("freshet.yaml");
    Files.writeString(file, ConfigReference.example("a-secret-of-enough-length"));
    String token = make("--history", "a", "--config", file.toString());
    assertThat(freshet("token", "explain", token).code()).isEqualTo(1);
    assertThat(freshet("token", "explain", token, "--config", file.toString()).code()).isZero();
    assertThat(
            new Run()
                .env("FRESHET_SECRET", "a-secret-of-enough-length")
                .with("token", "explain", token)
                .code())
        .isZero();
    Run unknown = freshet("token", "explain", token, "--config", file.toString(), "--app", "none");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("--app: none (expected: one of ");
  }

  @Test
  void aPrivateKeySigns(@TempDir Path folder) throws IOException, GeneralSecurityException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n";
    String file = Files.writeString(folder.resolve("key.pem"), pem).toString();
    String token = make("--subscribe", "a", "--key", file, "--key-id", "k1");
    Run run = freshet("token", "explain", token);
    assertThat(run.out()).contains("\"alg\":\"EdDSA\"").contains("\"kid\":\"k1\"");
    assertThat(freshet("token", "make", "--key", folder.resolve("none").toString()).code())
        .isEqualTo(1);
    Files.writeString(folder.resolve("key.pem"), "no key");
    assertThat(freshet("token", "make", "--key", file).code()).isEqualTo(2);
  }

  @Test
  void aSignedUrlIsSignedWithTheAppsSecret() {
    Run run = freshet("token", "sign", "http://127.0.0.1:8080/channels/chat?app=k", "--ttl", "10m");
    assertThat(run.code()).isZero();
    URI url = URI.create(run.out().strip());
    assertThat(url.getHost()).isEqualTo("127.0.0.1");
    SignedUrl read = SignedUrl.read(url.getRawPath() + "?" + url.getRawQuery(), List.of("chat"));
    assertThat(read)
        .matches(
            signed -> signed != null && signed.isSignedWith(Secret.of(Config.DEVELOPMENT_SECRET)));
    assertThat(freshet("token", "sign", "/channels/a", "--format", "json").out())
        .startsWith("{\"url\":\"/channels/a?expires=")
        .contains("\"expires\":");
  }

  @ParameterizedTest
  @CsvSource({
    "make,--ttl=1,--ttl: 1 (expected: a duration",
    "make,--ttl=0s,--ttl",
    "make,--subscribe=,pattern",
    "make,--user=,user",
    "make,--secret=,--secret",
    "make,--config=/none/f.yaml,f.yaml",
    "sign,/a#b,url",
    "sign,/a?expires=1,url",
    "sign,http://a b/,url"
  })
  void aWrongOptionIsAUsageFault(String command, String argument, String told) {
    Run run = freshet("token", command, argument);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().toLowerCase(java.util.Locale.ROOT)).contains(told);
  }
}
