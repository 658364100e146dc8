package dev.freshet.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever stands in {@code X-Forwarded-For}, there is one client, and nobody can choose it. */
class ClientAddressesFuzzTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.9");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.200");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.77");

  private final ClientAddresses addresses = new ClientAddresses(List.of("10.0.0.0/8"));

  /** Each line is a value of the field. */
  @FuzzTest(maxDuration = "90s")
  void anyFieldIsReadToAClient(byte[] input) {
    // As the decoder hands it over: a character a byte.
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<String> values = List.of(text.split("\n", -1));
    assertThat(addresses.clientOf(STRANGER, values)).isEqualTo(STRANGER);
    InetAddress client = addresses.clientOf(PROXY, values);
    assertThat(client).isNotNull();
    // Trusted when the field has nobody else to show, and then it is the proxy or in the field.
    assertThat(addresses.clientOf(PROXY, values)).isEqualTo(client);
    // What a trusted proxy appends is the client, whatever stands before it.
    String appended = text.replace('\n', ' ') + ", " + CLIENT.getHostAddress();
    assertThat(addresses.clientOf(PROXY, List.of(appended))).isEqualTo(CLIENT);
  }
}
