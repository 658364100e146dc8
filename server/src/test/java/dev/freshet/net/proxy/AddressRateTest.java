package dev.freshet.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressRateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.9");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("203.0.113.7");

  private final long start = System.nanoTime();
  private final AddressRate rate = new AddressRate(new ClientAddresses(List.of("10.0.0.9")), 2);

  @Test
  void anAddressHasItsRateAndTheNextItsOwn() {
    assertThat(rate.takeOwn(CLIENT, start)).isTrue();
    assertThat(rate.takeOwn(CLIENT, start)).isTrue();
    assertThat(rate.takeOwn(CLIENT, start)).isFalse();
    assertThat(rate.takeOwn(InetAddress.ofLiteral("203.0.113.8"), start)).isTrue();
    assertThat(rate.takeOwn(CLIENT, start + SECOND)).isTrue();
  }

  @Test
  void aProxyIsNotBoundedAndItsClientsAre() {
    for (int i = 0; i < 100; i++) {
      assertThat(rate.takeOwn(PROXY, start)).isTrue();
    }
    rate.enter(PROXY, CLIENT, start);
    rate.enter(PROXY, CLIENT, start);
    assertThat(
            catchThrowableOfType(Refused.class, () -> rate.enter(PROXY, CLIENT, start)).problem())
        .isEqualTo(Problem.ADDRESS_RATE);
  }

  @Test
  void whoseSocketWasCountedIsNotCountedTwice() {
    for (int i = 0; i < 100; i++) {
      assertThatCode(() -> rate.enter(CLIENT, CLIENT, start)).doesNotThrowAnyException();
    }
    assertThat(rate.takeOwn(CLIENT, start)).isTrue();
  }

  @Test
  void whoWasSilentForASecondIsForgotten() {
    for (int i = 0; i < 200; i++) {
      rate.takeOwn(InetAddress.ofLiteral("203.0.113." + i), start);
    }
    assertThat(rate.size()).isEqualTo(200);
    rate.takeOwn(CLIENT, start + 3 * SECOND);
    assertThat(rate.size()).isEqualTo(1);
  }

  @Test
  void withoutABoundNothingIsCounted() {
    rate.replace(0);
    assertThat(rate.takeOwn(CLIENT, start)).isTrue();
    assertThat(rate.size()).isZero();
    assertThat(rate.isOn()).isFalse();
  }
}
