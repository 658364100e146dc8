package dev.freshet.config.kind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.5", "10.0.0.0/8", "0.0.0.0/0", "10.0.0.5/32", "::1", "fd00::/8", "::/0"})
  void anAddressOrANetworkIsOne(String text) {
    assertThat(isOne(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10",
        "a.example",
        "256.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/",
        "fd00::/129",
        "::g",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "fe80::1%eth0",
        ":",
        "::ffff:10.0.0.0/104"
      })
  void anythingElseIsNone(String text) {
    assertThat(isOne(text)).isFalse();
  }

  private static boolean isOne(String text) {
    return text.matches(Subnet.FORM) && Subnet.isValid(text);
  }
}
