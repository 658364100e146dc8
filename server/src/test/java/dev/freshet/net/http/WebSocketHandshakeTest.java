package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 4.2 and RFC 7692 section 7.1, rule by rule. */
class WebSocketHandshakeTest {
  private static final String AGREED =
      "permessage-deflate; client_no_context_takeover; server_no_context_takeover";

  private static HttpRequest request(HttpMethod method, HttpVersion version) {
    var request = new DefaultHttpRequest(version, method, "/ws");
    request
        .headers()
        .set("Host", "example.com")
        .set("Upgrade", "websocket")
        .set("Connection", "Upgrade")
        .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .set("Sec-WebSocket-Version", "13");
    return request;
  }

  private static HttpRequest request() {
    return request(HttpMethod.GET, HttpVersion.HTTP_1_1);
  }

  private static HttpRequest with(String name, String... values) {
    HttpRequest request = request();
    request.headers().set(name, List.of(values));
    return request;
  }

  private static WebSocketHandshake answer(HttpRequest request) {
    return WebSocketHandshake.of(request, true, List.of("b.v2", "a.v1"));
  }

  private static String refusal(HttpRequest request) {
    Refused refused = catchThrowableOfType(Refused.class, () -> answer(request));
    return refused.problem() + ": " + refused.detail();
  }

  @Test
  void theSampleOfTheRfcIsAccepted() {
    var handshake = answer(request());
    assertThat(handshake.accept()).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(handshake.deflate()).isFalse();
    assertThat(handshake.subprotocol()).isNull();
  }

  @Test
  void theAnswerSwitchesProtocolsAndSaysNothingThatWasNotAgreed() {
    var response = answer(request()).response();
    assertThat(response.status().code()).isEqualTo(101);
    assertThat(response.headers().entries())
        .extracting(e -> e.getKey() + ": " + e.getValue())
        .containsExactlyInAnyOrder(
            "upgrade: websocket",
            "connection: upgrade",
            "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    response.release();
  }

  @Test
  void theAnswerNamesWhatWasAgreed() {
    HttpRequest request = with("Sec-WebSocket-Extensions", "permessage-deflate");
    request.headers().set("Sec-WebSocket-Protocol", "a.v1");
    var response = answer(request).response();
    assertThat(response.headers().get("Sec-WebSocket-Extensions")).isEqualTo(AGREED);
    assertThat(response.headers().get("Sec-WebSocket-Protocol")).isEqualTo("a.v1");
    response.release();
  }

  @Test
  void onlyGetOpensAWebSocket() {
    assertThat(refusal(request(HttpMethod.POST, HttpVersion.HTTP_1_1)))
        .isEqualTo("BAD_HANDSHAKE: the method is not GET");
  }

  @Test
  void onlyHttp11OpensAWebSocket() {
    assertThat(refusal(request(HttpMethod.GET, HttpVersion.HTTP_1_0)))
        .isEqualTo("BAD_HANDSHAKE: the version is not HTTP/1.1");
  }

  @Test
  void thereIsExactlyOneHost() {
    HttpRequest none = request();
    none.headers().remove("Host");
    assertThat(refusal(none)).isEqualTo("BAD_HANDSHAKE: there is not exactly one Host");
    assertThat(refusal(with("Host", "a", "b")))
        .isEqualTo("BAD_HANDSHAKE: there is not exactly one Host");
  }

  @Test
  void tokensAreFoundInListsInAnyCase() {
    HttpRequest request = with("Connection", "keep-alive", "close , uPGRADE");
    request.headers().set("Upgrade", "h2c,WebSocket");
    assertThat(answer(request).accept()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade, h2c, Upgrade does not name websocket",
    "Upgrade, websocket2, Upgrade does not name websocket",
    "Connection, keep-alive, Connection does not name Upgrade",
    "Connection, not-upgrade, Connection does not name Upgrade",
    "Content-Length, 5, the request has a body",
    "Transfer-Encoding, chunked, the request has a body",
  })
  void aRequestThatIsNoHandshakeIsRefused(String name, String value, String detail) {
    assertThat(refusal(with(name, value))).isEqualTo("BAD_HANDSHAKE: " + detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "Connection", "Sec-WebSocket-Key"})
  void whatTheRfcDemandsMayNotBeMissing(String name) {
    HttpRequest request = request();
    request.headers().remove(name);
    assertThat(refusal(request)).startsWith("BAD_HANDSHAKE: " + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ", // without padding
        "dGhlIHNhbXBsZSBub25j", // 15 bytes
        "dGhlIHNhbXBsZSBub25jZTE=", // 17 bytes
        "dGhlIHNhbXBsZSBub25jZ_==", // not in the alphabet
        "dGhlIHNhbXBsZSBub25jZQ==,dGhlIHNhbXBsZSBub25jZQ=="
      })
  void aKeyIsSixteenBytesInBase64(String key) {
    assertThat(refusal(with("Sec-WebSocket-Key", key)))
        .isEqualTo("BAD_HANDSHAKE: Sec-WebSocket-Key is not 16 bytes");
  }

  @Test
  void aKeyComesOnce() {
    String key = "dGhlIHNhbXBsZSBub25jZQ==";
    assertThat(refusal(with("Sec-WebSocket-Key", key, key))).startsWith("BAD_HANDSHAKE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "12", "14", "013", "13, 8", ""})
  void anotherVersionIsToldWhichOneIsSpoken(String version) {
    assertThat(refusal(with("Sec-WebSocket-Version", version)))
        .isEqualTo("UPGRADE_REQUIRED: Sec-WebSocket-Version is not 13");
    assertThat(Problem.UPGRADE_REQUIRED.status()).isEqualTo(426);
  }

  @Test
  void theFirstSubprotocolOfTheClientThatIsSpokenIsSelected() {
    assertThat(answer(with("Sec-WebSocket-Protocol", "x, a.v1,b.v2")).subprotocol())
        .isEqualTo("a.v1");
    assertThat(answer(with("Sec-WebSocket-Protocol", "x", "b.v2, a.v1")).subprotocol())
        .isEqualTo("b.v2");
    assertThat(answer(with("Sec-WebSocket-Protocol", "A.V1")).subprotocol()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;q=1", "a/b", "\"a\"", "é", "x,a,x"})
  void aMalformedListOfSubprotocolsIsRefused(String value) {
    assertThat(refusal(with("Sec-WebSocket-Protocol", value))).startsWith("BAD_HANDSHAKE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits", // Chrome
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=\"15\"",
        "permessage-deflate; client_max_window_bits=\"1\\0\"",
        "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate",
        "a; b=\"c\"; d, ,permessage-deflate ; client_max_window_bits = 9 ,",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate"
      })
  void anOfferThatCanBeHonouredIsAccepted(String offers) {
    assertThat(answer(with("Sec-WebSocket-Extensions", offers)).extensions()).isEqualTo(AGREED);
  }

  @Test
  void offersOfSeveralFieldsAreOneList() {
    assertThat(answer(with("Sec-WebSocket-Extensions", "foo", "permessage-deflate")).extensions())
        .isEqualTo(AGREED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server_max_window_bits=15", "server_max_window_bits=\"15\""})
  void theLargestWindowIsWhatTheServerHas(String parameter) {
    assertThat(
            answer(with("Sec-WebSocket-Extensions", "permessage-deflate; " + parameter))
                .extensions())
        .isEqualTo(AGREED + "; server_max_window_bits=15");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server_max_window_bits=8", // valid, and more than we can do
        "server_max_window_bits=14",
        "server_max_window_bits", // needs a value
        "server_max_window_bits=16",
        "server_max_window_bits=015",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=09",
        "client_max_window_bits=x",
        "client_no_context_takeover=1", // takes no value
        "server_no_context_takeover=true",
        "client_no_context_takeover; client_no_context_takeover", // twice
        "client_max_window_bits; client_max_window_bits=15",
        "unheard_of"
      })
  void anOfferThatCannotBeHonouredIsDeclinedAndTheHandshakeGoesOn(String parameters) {
    String offer = "permessage-deflate; " + parameters;
    assertThat(answer(with("Sec-WebSocket-Extensions", offer)).extensions()).isNull();
    assertThat(answer(with("Sec-WebSocket-Extensions", offer, "permessage-deflate")).extensions())
        .isEqualTo(AGREED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";",
        "a b",
        "a;",
        "a;;b",
        "a;=1",
        "a; b=",
        "a; b=\"",
        "a; b=\"\"",
        "a; b=\"c d\"", // not a token inside
        "a; b=\"c\\",
        "a; b=\"c\"d",
        "permessage-deflate, é",
        "permessage-deflate, [",
        "=",
        "\"permessage-deflate\""
      })
  void aMalformedListOfExtensionsIsRefused(String value) {
    assertThat(refusal(with("Sec-WebSocket-Extensions", value)))
        .isEqualTo("BAD_HANDSHAKE: Sec-WebSocket-Extensions is malformed");
  }

  @Test
  void nothingIsAgreedWhenCompressionIsOff() {
    HttpRequest request = with("Sec-WebSocket-Extensions", "permessage-deflate");
    assertThat(WebSocketHandshake.of(request, false, List.of()).deflate()).isFalse();
    HttpRequest malformed = with("Sec-WebSocket-Extensions", ";");
    assertThatThrownBy(() -> WebSocketHandshake.of(malformed, false, List.of()))
        .isInstanceOf(Refused.class);
  }
}
