package dev.freshet.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LoginRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final LoginRate rate = new LoginRate(5);

  @Test
  void anAddressMayTrySoOftenAMinute() {
    var address = InetAddress.ofLiteral("192.0.2.1");
    for (int i = 0; i < 5; i++) {
      assertThat(rate.take(address, -7)).isZero();
    }
    assertThat(rate.take(address, -7)).isEqualTo(12);
    assertThat(rate.take(address, -7 + 11 * SECOND)).isEqualTo(1);
    assertThat(rate.take(address, -7 + 12 * SECOND)).isZero();
    assertThat(rate.take(InetAddress.ofLiteral("192.0.2.2"), 12 * SECOND)).isZero();
  }

  @Test
  void allTogetherMayTryTenTimesThat() {
    int taken = 0;
    for (int i = 0; i < 200; i++) {
      taken += rate.take(InetAddress.ofLiteral("192.0.2." + i), 0) == 0 ? 1 : 0;
    }
    assertThat(taken).isEqualTo(50);
    assertThat(rate.addresses()).isEqualTo(50);
    assertThat(rate.take(null, 0)).isPositive();
    assertThat(rate.take(null, 61 * SECOND)).isZero();
    assertThat(rate.addresses()).isZero();
  }

  @Test
  void addressesOfOneHouseholdCountTogether() {
    for (int i = 0; i < 5; i++) {
      assertThat(rate.take(InetAddress.ofLiteral("2001:db8::" + i), 0)).isZero();
    }
    assertThat(rate.take(InetAddress.ofLiteral("2001:db8::9"), 0)).isPositive();
  }
}
