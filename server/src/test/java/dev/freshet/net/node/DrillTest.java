package dev.freshet.net.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Departure.Dropped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrillTest {
  private static final Drill.Wish HALF = new Drill.Wish(50, null, false);

  private static Dropped done(Drill drill) throws Exception {
    return drill.drop(HALF, "127.0.0.1").toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void oneIsCarriedOutAtATime() throws Exception {
    var go = new CompletableFuture<Dropped>();
    var drill = new Drill((share, app, reset) -> go.join());
    var first = drill.drop(HALF, "127.0.0.1").toCompletableFuture();
    assertThatThrownBy(() -> drill.drop(HALF, "127.0.0.1"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.problem()).isEqualTo(Problem.OVERLOADED));
    go.complete(new Dropped(10, 5));
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(new Dropped(10, 5));
    assertThat(done(drill)).isEqualTo(new Dropped(10, 5));
  }

  @Test
  void oneThatFailsDoesNotPreventTheNext() throws Exception {
    var failing = new boolean[] {true};
    var drill =
        new Drill((share, app, reset) -> {
          if (failing[0]) {
            throw new IllegalStateException("on purpose");
          }
          return new Dropped(1, 1);
        });
    assertThatThrownBy(() -> done(drill)).hasRootCauseMessage("on purpose");
    failing[0] = false;
    assertThat(done(drill)).isEqualTo(new Dropped(1, 1));
  }
}
