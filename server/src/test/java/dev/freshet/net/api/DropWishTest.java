package dev.freshet.net.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropWishTest {
  private static DropWish wish(String body) {
    return DropWish.of(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsMeantIsSaid() {
    assertThat(wish("{\"share\":50,\"confirm\":true}")).isEqualTo(new DropWish(50, null, false));
    assertThat(wish("{\"confirm\":true,\"app\":\"ka\",\"how\":\"reset\",\"share\":100}"))
        .isEqualTo(new DropWish(100, "ka", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"share\":50}",
        "{\"share\":50,\"confirm\":false}",
        "{\"share\":50,\"confirm\":\"true\"}",
        "{\"confirm\":true}",
        "{\"share\":0,\"confirm\":true}",
        "{\"share\":101,\"confirm\":true}",
        "{\"share\":-1,\"confirm\":true}",
        "{\"share\":99999999999999999999,\"confirm\":true}",
        "{\"share\":0.5,\"confirm\":true}",
        "{\"share\":50,\"share\":50,\"confirm\":true}",
        "{\"share\":50,\"app\":\"\",\"confirm\":true}",
        "{\"share\":50,\"app\":null,\"confirm\":true}",
        "{\"share\":50,\"how\":\"gently\",\"confirm\":true}",
        "{\"share\":50,\"force\":true,\"confirm\":true}",
        "[50]"
      })
  void whatIsNotMeantOrNotUnderstoodIsRefused(String body) {
    assertThatThrownBy(() -> wish(body))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.problem()).isEqualTo(Problem.BAD_JSON));
  }
}
