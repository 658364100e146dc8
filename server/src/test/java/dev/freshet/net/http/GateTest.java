package dev.freshet.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate();

  private static Problem problem(@Nullable Refused refused) {
    return Objects.requireNonNull(refused).problem();
  }

  @Test
  void aNodeIsReadyAndTakesConnectionsAtFirst() {
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.unready()).isNull();
    assertThat(gate.closed()).isNull();
  }

  @Test
  void whoLeavesIsNotReadyButTakesConnectionsUntilItCloses() {
    gate.leave();
    assertThat(gate.isOpen()).isFalse();
    assertThat(problem(gate.unready())).isEqualTo(Problem.DRAINING);
    assertThat(gate.closed()).isNull();
    gate.close();
    assertThat(problem(gate.closed())).isEqualTo(Problem.DRAINING);
    assertThat(gate.isStopping()).isFalse();
    gate.open();
    assertThat(gate.unready()).isNull();
    assertThat(gate.closed()).isNull();
  }

  @Test
  void whoStopsIsNeverReadyAgain() {
    gate.stop();
    gate.open();
    gate.leave();
    gate.close();
    assertThat(gate.isStopping()).isTrue();
    assertThat(problem(gate.unready())).isEqualTo(Problem.STOPPING);
    assertThat(problem(gate.closed())).isEqualTo(Problem.STOPPING);
  }
}
