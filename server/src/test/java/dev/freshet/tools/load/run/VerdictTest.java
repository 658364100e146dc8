package dev.freshet.tools.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  @ParameterizedTest
  @CsvSource({
    "0.2, 0.1, 0.1, 0.4, neither",
    "0.5, 0.95, 0.95, 1.5, client",
    "1.9, 0.1, 0.1, 2.0, server",
    "1.2, 0.7, 0.7, 2.0, server",
    "0.8, 1.1, 0.6, 2.0, machine",
    "0.3, 0.2, 0.2, 2.0, others",
    "NaN, 0.2, 0.2, 0.5, unknown",
    "NaN, 0.2, 0.2, 2.0, unknown",
    "NaN, 0.95, 0.95, 2.0, client"
  })
  void theLimitIsWhoHadNothingLeft(
      double server, double clients, double busiest, double machine, String limit) {
    assertThat(Verdict.judge(server, clients, busiest, machine, 2).limit()).isEqualTo(limit);
  }

  @Test
  void theWorstOfSeveralIsTold() {
    var calm = Verdict.judge(0.1, 0.1, 0.1, 0.2, 2);
    var full = Verdict.judge(0.5, 0.95, 0.95, 1.5, 2);
    assertThat(Verdict.worst(List.of(calm, full, calm))).containsEntry("limit", "client");
    assertThat(Verdict.worst(List.of())).isEmpty();
  }
}
