package dev.freshet.bench.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RedisBenchmarkTest {
  private static final String HEAD =
      """
      "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
      """;

  @Test
  void figuresAreReadFromTheEndSinceTheCommandMayHoldAnything() throws IOException {
    RedisBenchmark.Outcome outcome =
        RedisBenchmark.outcome(
            HEAD
                + "\"PUBLISH bench a\",\"b\",\"71428.57\",\"0.388\",\"0.080\",\"0.375\",\"0.583\",\"1.007\",\"2.5\"\n",
            7_000,
            9);
    assertThat(outcome).isEqualTo(new RedisBenchmark.Outcome(71_428.57, 0.375, 1.007, 7_000, 9));
  }

  @Test
  void anErrorIsNotTakenForFigures() {
    assertThatThrownBy(() -> RedisBenchmark.outcome(HEAD + "Error from server: NOSCRIPT\n", 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NOSCRIPT");
  }
}
