package dev.freshet.net.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cluster.drain.Moves;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorWishTest {
  private static OperatorWish wish(String body) {
    return OperatorWish.of(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingIsThisNodePlainly() {
    var plain = new OperatorWish(null, new Moves.Wish(null, false, false));
    assertThat(wish("")).isEqualTo(plain);
    assertThat(wish("{}")).isEqualTo(plain);
  }

  @Test
  void everythingCanBeSaid() {
    assertThat(wish("{\"node\":\"web-2\",\"within\":300,\"force\":true,\"dry-run\":true}"))
        .isEqualTo(new OperatorWish("web-2", new Moves.Wish(Duration.ofMinutes(5), true, true)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "{",
        "{} {}",
        "{\"nod\":\"a\"}",
        "{\"node\":\"\"}",
        "{\"node\":5}",
        "{\"within\":0}",
        "{\"within\":86401}",
        "{\"within\":99999999999999999999}",
        "{\"within\":1.5}",
        "{\"within\":\"5m\"}",
        "{\"force\":1}",
        "{\"force\":true,\"force\":true}",
        "{\"dry-run\":null}"
      })
  void whatIsNotUnderstoodIsRefused(String body) {
    assertThatThrownBy(() -> wish(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.problem()).isEqualTo(Problem.BAD_JSON));
  }

  @Test
  void aNameIsBounded() {
    assertThatThrownBy(() -> wish("{\"node\":\"" + "n".repeat(301) + "\"}"))
        .isInstanceOf(Refused.class);
  }
}
