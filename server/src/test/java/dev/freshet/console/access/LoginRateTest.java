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
  void othersDoNotLockAnAddressOut() {
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 6; j++) {
        rate.take(InetAddress.ofLiteral("192.0.2." + i), 0);
      }
    }
    assertThat(rate.take(InetAddress.ofLiteral("198.51.100.1"), 0)).isZero();
    assertThat(rate.addresses()).isEqualTo(201);
  }

  @Test
  void addressesAreForgottenAfterAMinuteAndNeverMoreThanABound() {
    for (int i = 0; i < LoginRate.ADDRESSES + 500; i++) {
      assertThat(rate.take(InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256), 0)).isZero();
    }
    assertThat(rate.addresses()).isEqualTo(LoginRate.ADDRESSES);
    assertThat(rate.take(null, 61 * SECOND)).isZero();
    assertThat(rate.addresses()).isEqualTo(1);
  }

  @Test
  void addressesOfOneHouseholdCountTogether() {
    for (int i = 0; i < 5; i++) {
      assertThat(rate.take(InetAddress.ofLiteral("2001:db8::" + i), 0)).isZero();
    }
    assertThat(rate.take(InetAddress.ofLiteral("2001:db8::9"), 0)).isPositive();
  }

  @Test
  void whoEnteredIsKnownUntilManyOthersDid() {
    var known = new KnownAddresses();
    var own = InetAddress.ofLiteral("192.0.2.1");
    assertThat(known.has(own)).isFalse();
    known.add(own);
    known.add(null);
    assertThat(known.has(own)).isTrue();
    assertThat(known.has(null)).isFalse();
    for (int i = 0; i < KnownAddresses.MOST; i++) {
      known.add(InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256));
    }
    assertThat(known.has(own)).isFalse();
  }
}
