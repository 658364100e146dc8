package dev.freshet.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  @Test
  void aPasswordIsKnownByItsHash() {
    var hash = PasswordHash.of("correct horse", new SecureRandom());
    PasswordHash read = requireNonNull(PasswordHash.read(hash.text()));
    assertThat(read.matches("correct horse")).isTrue();
    assertThat(read.matches("correct horsE")).isFalse();
    assertThat(read.matches("")).isFalse();
    assertThat(hash.text()).startsWith("pbkdf2-sha256$600000$").hasSize(87);
    assertThat(hash).hasToString("***");
  }

  @Test
  void theSamePasswordHasAnotherHashEachTime() {
    assertThat(PasswordHash.of("x", new SecureRandom(), 1).text())
        .isNotEqualTo(PasswordHash.of("x", new SecureRandom(), 1).text());
  }

  /** The vector was made with Python's hashlib. */
  @Test
  void theFunctionIsTheStandards() {
    assertThat(PasswordHash.of("passwd", new Fixed(), 1_000).text())
        .isEqualTo(
            "pbkdf2-sha256$1000$c3Nzc3Nzc3Nzc3Nzc3Nzcw$WgPRAQlTSxWx4MPjjH1DiPWCLPeWsT1HW4gzS-2-gfU");
  }

  @Test
  void aWeakOrBrokenHashIsNone() {
    String salt = "A".repeat(22);
    String hash = "A".repeat(43);
    assertThat(PasswordHash.read("pbkdf2-sha256$600000$" + salt + "$" + hash)).isNotNull();
    assertThat(PasswordHash.read("pbkdf2-sha256$599999$" + salt + "$" + hash)).isNull();
    assertThat(PasswordHash.read("pbkdf2-sha256$99999999$" + salt + "$" + hash)).isNull();
    assertThat(PasswordHash.read("pbkdf2-sha256$600000$" + salt + "$" + hash + "A")).isNull();
    assertThat(PasswordHash.read("pbkdf2-sha1$600000$" + salt + "$" + hash)).isNull();
    assertThat(PasswordHash.read("secret")).isNull();
    assertThat(PasswordHash.read("")).isNull();
  }

  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 's');
    }
  }
}
