package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretTest {

  @Test
  void onlyTheSameTextMatches() {
    Secret secret = Secret.of("dev-secret");
    assertThat(secret.matches("dev-secret")).isTrue();
    assertThat(secret.matches("dev-secre")).isFalse();
    assertThat(secret.matches("dev-secret ")).isFalse();
    assertThat(secret.matches("")).isFalse();
  }

  @Test
  void aSecretIsNeverPrinted() {
    assertThat(Secret.of("dev-secret")).hasToString("***");
  }

  @Test
  void anEmptySecretIsRefused() {
    assertThatThrownBy(() -> Secret.of("")).hasMessageStartingWith("secret: (empty)");
  }

  @Test
  void theMacIsThatOfRfc4231() {
    // Section 4.3, test case 2.
    byte[] mac =
        Secret.of("Jefe")
            .hmacSha256("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().formatHex(mac))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}
