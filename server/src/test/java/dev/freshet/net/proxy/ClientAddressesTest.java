package dev.freshet.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
  private final ClientAddresses addresses =
      new ClientAddresses(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "2001:db8::1"));

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.255.255.255", "192.0.2.7", "fd12::1", "2001:db8::1"})
  void whoIsInTheListIsTrusted(String address) {
    assertThat(addresses.isTrusted(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"11.0.0.0", "192.0.2.8", "fe00::1", "2001:db8::2", "::1", "127.0.0.1"})
  void nobodyElseIs(String address) {
    assertThat(addresses.isTrusted(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void byDefaultNobodyIsTrusted() {
    var nobody = new ClientAddresses(List.of());
    assertThat(nobody.isTrusted(InetAddress.getLoopbackAddress())).isFalse();
    assertThat(clientOf(nobody, "127.0.0.1", "203.0.113.7")).isEqualTo("127.0.0.1");
  }

  @Test
  void whatAStrangerWritesIsNotBelieved() {
    assertThat(clientOf(addresses, "203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7                       | 203.0.113.7",
        "198.51.100.1, 203.0.113.7         | 203.0.113.7",
        "203.0.113.7, 10.9.9.9             | 203.0.113.7",
        "198.51.100.1,203.0.113.7,10.9.9.9 | 203.0.113.7",
        "2001:db8::5, fd00::1              | 2001:db8:0:0:0:0:0:5",
        "203.0.113.7:4711                  | 203.0.113.7",
        "[2001:db8::5]:443                 | 2001:db8:0:0:0:0:0:5",
        "[2001:db8::5]                     | 2001:db8:0:0:0:0:0:5",
        "::ffff:203.0.113.7                | 203.0.113.7",
        "10.1.1.1, 10.2.2.2                | 10.1.1.1"
      })
  void theRightmostThatIsNoProxyIsTheClient(String field, String client) {
    assertThat(clientOf(addresses, "10.0.0.1", field)).isEqualTo(client);
  }

  @Test
  void severalFieldsAreOneList() {
    assertThat(clientOf(addresses, "10.0.0.1", "203.0.113.7", "10.3.3.3", "10.4.4.4, 10.5.5.5"))
        .isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "unknown", "203.0.113.7,", "1", "256.1.1.1", "a.example"})
  void whatIsNoAddressEndsTheList(String field) {
    assertThat(clientOf(addresses, "10.0.0.1", field)).isEqualTo("10.0.0.1");
  }

  @Test
  void moreProxiesThanThereCanBeAreNotLookedAt() {
    String field = "203.0.113.7" + ", 10.7.7.7".repeat(2_000);
    assertThat(clientOf(addresses, "10.0.0.1", field)).isEqualTo("10.7.7.7");
  }

  @Test
  void aReloadChangesWhomIsBelieved() {
    var reloaded = new ClientAddresses(List.of());
    reloaded.trust(List.of("127.0.0.1"));
    assertThat(clientOf(reloaded, "127.0.0.1", "203.0.113.7")).isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "a.example", "10.0.0.0/x"})
  void whatIsNoSubnetIsRefused(String subnet) {
    assertThatThrownBy(() -> new ClientAddresses(List.of(subnet)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String clientOf(ClientAddresses addresses, String peer, String... fields) {
    return addresses.clientOf(InetAddress.ofLiteral(peer), List.of(fields)).getHostAddress();
  }
}
