package dev.freshet.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlTest {
  private static final Secret SECRET = Secret.of("dev-secret");
  private static final Instant EXPIRES = Instant.ofEpochSecond(1_767_225_600);

  @ParameterizedTest
  @CsvSource({
    // Made with: printf %s CANONICAL | openssl dgst -sha256 -hmac dev-secret -binary | base64
    "/channels/chat, /channels/chat?expires=1767225600&signature=OBx3-nrGOT2_VmuB72tydkau9owRJGvbkYq_RlnPZ5g",
    "https://a.example:8443/channels/chat?format=json,"
        + " https://a.example:8443/channels/chat?format=json&expires=1767225600&signature=arDUxF3G06-WcXZAlmbLV2jcPxQDR9q33FGzzI4RFJg",
    "/channels?channel=b&channel=a, /channels?channel=b&channel=a&expires=1767225600&signature=tkE6GlVWIoJ86HbjDW3pFdEALvAv1TReNvGL-XyVEak",
    "/channels/a%2Fb%20c, /channels/a%2Fb%20c?expires=1767225600&signature=y1ViOE9clFYLIbzUFpE_6Gfztj_KPRxvUWw8jIBWhC0",
  })
  void theSignatureIsTheOneOtherProgramsMake(String url, String signed) {
    assertThat(SignedUrl.sign(SECRET, URI.create(url), EXPIRES)).isEqualTo(signed);
  }

  @Test
  void aSignedUrlIsTaken() {
    SignedUrl url = read(sign("/channels/chat?format=json"));
    assertThat(url.isSignedWith(SECRET)).isTrue();
    assertThat(url.isSignedWith(Secret.of("dev-secreT"))).isFalse();
    assertThat(url.expires()).isEqualTo(EXPIRES);
    assertThat(url.channels()).containsExactly("chat");
  }

  @Test
  void whatAClientAddsToResumeIsNotSigned() {
    String url = sign("/channels/chat");
    assertThat(read(url + "&since=e1:7").isSignedWith(SECRET)).isTrue();
    assertThat(read(url + "&lastEventId=e1%3A7&since=earliest").isSignedWith(SECRET)).isTrue();
    assertThat(read(url.replace("?", "?since=e1:7&")).isSignedWith(SECRET)).isTrue();
  }

  @Test
  void theOrderOfParametersDoesNotMatter() {
    String url = sign("/channels?channel=a&channel=b&a&a=&format=json");
    String signature = url.substring(url.indexOf("&signature=") + 1);
    String turned =
        "/channels?" + signature + "&format=json&a&a=&expires=1767225600&channel=b&&channel=a";
    assertThat(read(turned).isSignedWith(SECRET)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/channels/chat, /channels/chaT",
    "/channels/chat, /channels/chat/",
    "/channels/chat, /channels//chat",
    "/channels/chat, /channels/%63hat",
    "1767225600, 1767225601",
    "1767225600, 01767225600",
    "?, ?format=json&",
    "?, ?channel=secret&",
    "?, ?channe%6c=secret&",
    "?, ?Since=1&",
    "?, ?sinc%65=1&",
    "signature=, signature=A",
  })
  void anyOtherChangeBreaksTheSignature(String part, String change) {
    String url = sign("/channels/chat");
    assertThat(url).contains(part);
    String changed = url.replace(part, change);
    try {
      assertThat(read(changed).isSignedWith(SECRET)).isFalse();
    } catch (Refused refused) {
      assertThat(refused.problem()).isEqualTo(Problem.TOKEN_INVALID);
    }
  }

  @Test
  void noCharacterOfTheSignatureCanBeChanged() {
    String url = sign("/channels/chat");
    for (int i = url.length() - 43; i < url.length(); i++) {
      char other = url.charAt(i) == 'A' ? 'B' : 'A';
      String changed = url.substring(0, i) + other + url.substring(i + 1);
      assertThat(read(changed).isSignedWith(SECRET)).as("character %d", i).isFalse();
    }
  }

  @Test
  void aSemicolonCannotSmuggleAParameterIn() {
    // A reader of queries that splits at semicolons would see another channel here.
    String url = sign("/channels/chat");
    for (String added : List.of("&since=1;channel=secret", ";channel=secret")) {
      assertThatThrownBy(() -> read(url + added))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("semicolon");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/channels/chat?signature=",
        "/channels/chat?signature",
        "/channels/chat?expires=1767225600&signature=short",
        "/channels/chat?signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=soon&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=-1&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=999999999999&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=1&expires=2&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "/channels/chat?expires=1&signature=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv&signature=v",
      })
  void aMalformedSignedUrlIsRefused(String target) {
    assertThatThrownBy(() -> read(target))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("signed URL: ")
        .hasMessageNotContaining("vvvv");
  }

  @Test
  void aTargetWithoutSignatureIsNotSigned() {
    assertThat(SignedUrl.read("/channels/chat", List.of("chat"))).isNull();
    assertThat(SignedUrl.read("/channels/chat?expires=1&Signature=x", List.of("chat"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/channels/chat#top",
        "/channels/ü",
        "/channels/../chat",
        "/channels/%2e%2E/chat",
        "/channels/.",
        "/channels/a;b",
        "/channels/it's",
        "/channels?channel=a;b",
        "/channels?channel='a'",
        "/channels/chat?since=e:1",
        "/channels/chat?expires=1",
        "/channels/chat?signature=x",
        "mailto:chat",
        "//host/channels/chat",
        "file:/channels/chat",
        "channels/chat",
      })
  void aUrlThatClientsMaySendInAnotherFormIsNotSigned(String url) {
    assertThatThrownBy(() -> SignedUrl.sign(SECRET, URI.create(url), EXPIRES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url: ");
  }

  private static String sign(String target) {
    return SignedUrl.sign(SECRET, URI.create(target), EXPIRES);
  }

  private static SignedUrl read(String target) {
    return Objects.requireNonNull(SignedUrl.read(target, List.of("chat")));
  }
}
