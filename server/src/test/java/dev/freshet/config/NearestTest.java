package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, 0",
    "'', abc, 3",
    "abc, '', 3",
    "abc, acb, 1",
    "abc, xbc, 1",
    "abc, ab, 1",
    "prot, port, 1",
    "kitten, sitting, 3",
    "ca, abc, 3"
  })
  void aSwapOfNeighboursIsOneSlip(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void whatIsFarFromEverythingHasNoNearest() {
    List<String> known = List.of("server.port", "server.host");
    assertThat(Nearest.to("server.prt", known)).contains("server.port");
    assertThat(Nearest.to("port", known)).contains("server.port");
    assertThat(Nearest.to("sever.hots", known)).contains("server.host");
    assertThat(Nearest.to("metrics", known)).isEmpty();
    assertThat(Nearest.to("x".repeat(10_000), known)).isEmpty();
  }
}
