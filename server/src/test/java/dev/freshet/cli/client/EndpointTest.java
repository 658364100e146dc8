package dev.freshet.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @Test
  void oneChannelIsInThePathAndSeveralAreInTheQuery() {
    var endpoint = Endpoint.of("http://host:1/", null, null);
    assertThat(endpoint.channels(List.of("a/b ü"), Map.of()))
        .hasToString("http://host:1/channels/a%2Fb%20%C3%BC");
    assertThat(endpoint.channels(List.of("a", "b&c"), Map.of("since", "e:1,f:2")))
        .hasToString("http://host:1/channels?channel=a&channel=b%26c&since=e%3A1%2Cf%3A2");
  }

  @Test
  void aPathBeforeTheChannelsAndTheAppAreKept() {
    var endpoint = Endpoint.of("https://host/push", "key+1", null);
    assertThat(endpoint.channels(List.of("a"), Map.of()))
        .hasToString("https://host/push/channels/a?app=key%2B1");
    assertThat(Endpoint.webSocket(endpoint.channels(List.of("a"), Map.of())))
        .hasToString("wss://host/push/channels/a?app=key%2B1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host:8080",
        "ftp://host",
        "http://",
        "http://u:p@host",
        "http://host?x",
        "a b"
      })
  void anAddressThatIsNoneIsRefused(String url) {
    assertThatThrownBy(() -> Endpoint.of(url, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url: ")
        .hasMessageContaining("expected: http://host:port");
  }

  @Test
  void aCredentialIsSentButNeverShown() {
    var endpoint = Endpoint.of("http://host", null, "s3cret");
    assertThat(endpoint.authorization()).isEqualTo("Bearer s3cret");
    assertThat(endpoint.toString()).isEqualTo("http://host");
    assertThatThrownBy(() -> Endpoint.of("http://host", null, "s3cret\r\nX: y"))
        .hasMessageNotContaining("s3cret");
  }
}
