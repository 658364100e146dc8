package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pusher's own examples, with the key and secret of its documentation. */
class PusherSignatureTest {
  private static final String KEY = "278d425bdf160c739803";
  private static final Secret SECRET = Secret.of("7ad3773142a6692b25b8");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          private-foobar | | 58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4
          private-encrypted-foobar | | e6a18892d037c5d5e76a2265df4f086ffc38631605530dfd214aa5bff495f533
          private-foobar | {"user_id":"u1"} | e307391c8e8e9253874a38e3a02b657cea6bc4be825f9da02357cffdfd618d6d
          presence-foobar | {"user_id":10,"user_info":{"name":"Mr. Channels"}} | 31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80
          presence-foobar | {"user_id":10,"user_info":{"name":"Mr. Pusher"}} | afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c
          """)
  void aSubscriptionIsSignedWithItsDataByteForByte(
      String channel, @Nullable String data, String expected) {
    String text = PusherSignature.channelText("1234.1234", channel, data);
    assertThat(PusherSignature.sign(SECRET, text)).isEqualTo(expected);
    assertThat(PusherSignature.matches(SECRET, text, expected)).isTrue();
  }

  @Test
  void aUserIsSignedApartFromChannels() {
    assertThat(
            PusherSignature.sign(
                SECRET, PusherSignature.userText("1234.1234", "{\"id\":\"12345\"}")))
        .isEqualTo("4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba");
    assertThat(
            PusherSignature.sign(
                Secret.of("tofu"), PusherSignature.userText("123.456", "{\"id\":\"45678\"}")))
        .isEqualTo("f4b1fdeea7c93e32648c7230e32b172057c5623cace6cfce791c6e7035e0babd");
  }

  @Test
  void aPublishRequestIsSignedWithTheHashOfItsBody() {
    byte[] body =
        "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}"
            .getBytes(UTF_8);
    assertThat(body).hasSize(68);
    assertThat(PusherSignature.bodyMd5(body)).isEqualTo("ec365a775a4cd0599faeb73354201b6f");
    String text =
        PusherSignature.requestText(
            "POST",
            "/apps/3/events",
            parameters("body_md5", PusherSignature.bodyMd5(body), "auth_signature", "anything"));
    assertThat(text)
        .isEqualTo(
            "POST\n/apps/3/events\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179"
                + "&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f");
    assertThat(PusherSignature.sign(SECRET, text))
        .isEqualTo("da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
  }

  @Test
  void aQueryIsSignedSortedAndDecoded() {
    String text =
        PusherSignature.requestText(
            "GET",
            "/apps/3/channels",
            parameters("info", "user_count", "filter_by_prefix", "presence-"));
    assertThat(text)
        .endsWith("&auth_version=1.0&filter_by_prefix=presence-&info=user_count")
        .startsWith("GET\n/apps/3/channels\nauth_key=");
    assertThat(PusherSignature.sign(SECRET, text))
        .isEqualTo("16819168891cb5dfd72b5c7a5d3d602605b26c6ba1930033b5e2eeeb65010291");
  }

  @Test
  void aTerminationIsSignedWithItsPath() {
    String text =
        PusherSignature.requestText(
            "POST",
            "/apps/3/users/u1/terminate_connections",
            parameters("body_md5", PusherSignature.bodyMd5("{}".getBytes(UTF_8))));
    assertThat(text).endsWith("&body_md5=99914b932bd37a50b983c5e7c90ae93b");
    assertThat(PusherSignature.sign(SECRET, text))
        .isEqualTo("61efad5e9fe693a686a71ff197d9770bd2c257d87ce961f4efda2dae952c4345");
  }

  @Test
  void namesAreLowerCasedAndRepeatedOnesKeepTheirOrder() {
    var parameters = new LinkedHashMap<String, List<String>>();
    parameters.put("B", List.of("x y", "é"));
    parameters.put("Auth_Signature", List.of("s"));
    parameters.put("a[]", List.of(""));
    assertThat(PusherSignature.requestText("GET", "/p", parameters))
        .isEqualTo("GET\n/p\na[]=&b=x y&b=é");
    assertThat(PusherSignature.requestText("GET", "/p", Map.of())).isEqualTo("GET\n/p\n");
  }

  @Test
  void aSignatureThatDiffersAnywhereDoesNotMatch() {
    String good = PusherSignature.sign(SECRET, "text");
    assertThat(PusherSignature.matches(SECRET, "text", good)).isTrue();
    assertThat(PusherSignature.matches(SECRET, "texT", good)).isFalse();
    assertThat(PusherSignature.matches(Secret.of("other"), "text", good)).isFalse();
    for (int i = 0; i < good.length(); i++) {
      char wrong = good.charAt(i) == '0' ? '1' : '0';
      String bad = good.substring(0, i) + wrong + good.substring(i + 1);
      assertThat(PusherSignature.matches(SECRET, "text", bad)).isFalse();
    }
    assertThat(PusherSignature.matches(SECRET, "text", good.substring(1))).isFalse();
    assertThat(PusherSignature.matches(SECRET, "text", "")).isFalse();
  }

  private static Map<String, List<String>> parameters(String... more) {
    var parameters = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], List.of(more[i + 1]));
    }
    parameters.put("auth_version", List.of("1.0"));
    parameters.put("auth_timestamp", List.of("1353088179"));
    parameters.put("auth_key", List.of(KEY));
    return parameters;
  }
}
