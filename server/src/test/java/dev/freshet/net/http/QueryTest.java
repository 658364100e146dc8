package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @Test
  void thePathIsDecodedAfterItIsSplit() {
    assertThat(Query.parse("/channels/a%2Fb+c%20%E2%82%AC").segments())
        .containsExactly("channels", "a/b+c €");
    assertThat(Query.parse("/").segments()).containsExactly("");
    assertThat(Query.parse("//").segments()).containsExactly("", "");
  }

  @Test
  void parametersKeepTheirOrderAndAreSplitAtAmpersandsOnly() {
    var query = Query.parse("/channels?channel=b;c&channel=a%26&empty&x=1=2&plus=a+b&=nameless");
    assertThat(query.all("channel")).containsExactly("b;c", "a&");
    assertThat(query.one("empty")).isEmpty();
    assertThat(query.one("x")).isEqualTo("1=2");
    assertThat(query.one("plus")).isEqualTo("a b");
    assertThat(query.one("absent")).isNull();
    assertThat(query.all("absent")).isEmpty();
    assertThat(query.target()).startsWith("/channels?channel=b;c&");
  }

  @Test
  void aNameIsDecodedToo() {
    assertThat(Query.parse("/?%63hannel=a").one("channel")).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "http://host/",
        "host:80",
        "/%",
        "/%4",
        "/%zz",
        "/%+1",
        "/a%80",
        "/%C3",
        "/%C3/%A9",
        "/%C0%AF",
        "/%ED%A0%80",
        "/%F4%90%80%80",
        "/é",
        "/?a=%",
        "/?a=%FF",
        "/?%C3=%A9",
        "/#a",
        "/?a#b"
      })
  void whatTwoReadersCouldReadInTwoWaysIsRefused(String target) {
    refused(() -> Query.parse(target));
  }

  @Test
  void asManyParametersAsAreReadAreTaken() {
    assertThat(Query.parse("/?" + "a&".repeat(1_023) + "b").one("b")).isEmpty();
    refused(() -> Query.parse("/?" + "a&".repeat(1_024) + "b"));
  }

  @Test
  void aParameterThatIsOneMayNotBeTwo() {
    refused(() -> Query.parse("/?token=a&token=a").one("token"));
  }

  @Test
  void aNumberIsWholeAndWithinItsRange() {
    var query =
        Query.parse("/?low=0&high=10&over=11&minus=-1&text=ten&long=99999999999&empty=&hex=0x1");
    assertThat(query.number("low", 0, 10, 5)).isZero();
    assertThat(query.number("high", 0, 10, 5)).isEqualTo(10);
    assertThat(query.number("absent", 0, 10, 5)).isEqualTo(5);
    for (String name : new String[] {"over", "minus", "text", "long", "empty", "hex"}) {
      refused(() -> query.number(name, 0, 10, 5));
    }
  }

  @Test
  void aSwitchIsOnByItsName() {
    var query = Query.parse("/?on&yes=true&no=false&maybe=1");
    assertThat(query.flag("on")).isTrue();
    assertThat(query.flag("yes")).isTrue();
    assertThat(query.flag("no")).isFalse();
    assertThat(query.flag("absent")).isFalse();
    refused(() -> query.flag("maybe"));
  }

  private static void refused(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST));
  }
}
