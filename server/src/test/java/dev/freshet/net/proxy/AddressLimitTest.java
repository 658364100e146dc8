package dev.freshet.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
  private final AddressLimit limit = new AddressLimit(2);

  @Test
  void anAddressHasItsConnectionsAndNoMore() {
    var first = enter("203.0.113.7");
    enter("203.0.113.7");
    assertRefused("203.0.113.7");
    enter("203.0.113.8");
    first.leave();
    enter("203.0.113.7");
    assertRefused("203.0.113.7");
  }

  @Test
  void anAddressWithoutConnectionsIsForgotten() {
    var first = enter("203.0.113.7");
    var second = enter("203.0.113.7");
    enter("2001:db8::1").leave();
    assertThat(limit.addresses()).isEqualTo(1);
    first.leave();
    second.leave();
    assertThat(limit.addresses()).isZero();
  }

  @Test
  void connectionsOfAnAddressShareTheirPlace() {
    assertThat(enter("203.0.113.7")).isSameAs(enter("203.0.113.7"));
  }

  @Test
  void anIpv6AddressCountsByItsFirst64Bits() {
    enter("2001:db8:0:1::1");
    enter("2001:db8:0:1:ffff:ffff:ffff:ffff");
    assertRefused("2001:db8:0:1::2");
    enter("2001:db8:0:2::1");
    // Neither an IPv4 address nor one of the first 64 bits is taken for the other.
    enter("::1");
    enter("0.0.0.1");
    enter("0.0.0.1");
    enter("::1");
    assertThat(limit.addresses()).isEqualTo(4);
  }

  @Test
  void withoutABoundNothingIsCounted() {
    var none = new AddressLimit(0);
    assertThat(none.isOn()).isFalse();
    assertThat(none.enter(InetAddress.ofLiteral("203.0.113.7"))).isNull();
    assertThat(none.addresses()).isZero();
  }

  @Test
  void aLowerBoundHoldsForWhatComes() {
    var first = enter("203.0.113.7");
    var second = enter("203.0.113.7");
    limit.replace(1);
    assertRefused("203.0.113.7");
    first.leave();
    assertRefused("203.0.113.7");
    second.leave();
    enter("203.0.113.7");
  }

  @Test
  void threadsThatEnterAndLeaveNeverPassTheBoundNorLoseACount() throws Exception {
    var most = new AtomicInteger();
    var inside = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var ends = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        ends.add(
            threads.submit(() -> {
              for (int n = 0; n < 20_000; n++) {
                try {
                  var place = enter("203.0.113.7");
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  place.leave();
                } catch (Refused e) {
                  // The others are in.
                }
              }
            }));
      }
      for (var end : ends) {
        end.get();
      }
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(limit.addresses()).isZero();
  }

  private AddressLimit.Place enter(String address) {
    return Objects.requireNonNull(limit.enter(InetAddress.ofLiteral(address)));
  }

  private void assertRefused(String address) {
    assertThatThrownBy(() -> limit.enter(InetAddress.ofLiteral(address)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.problem()).isEqualTo(Problem.ADDRESS_LIMIT));
  }
}
