package dev.freshet.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Sessions sessions =
      new Sessions(new Sessions.Bounds(Duration.ofMinutes(30), Duration.ofHours(12), 3), () -> now);

  @Test
  void aSessionIsFoundByItsIdAlone() {
    var begun = sessions.begin("admin", Way.TOKEN);
    assertThat(sessions.find(begun.id())).isSameAs(begun.session());
    assertThat(sessions.find(begun.id() + "x")).isNull();
    assertThat(sessions.find("x".repeat(1_000_000))).isNull();
    assertThat(sessions.find("")).isNull();
    assertThat(sessions.find(null)).isNull();
  }

  @Test
  void idsAndTokensHave256BitsAndDiffer() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      var begun = sessions.begin("admin", Way.TOKEN);
      assertThat(begun.id()).matches("[A-Za-z0-9_-]{43}");
      seen.add(begun.id());
      seen.add(begun.session().csrf());
    }
    assertThat(seen).hasSize(200);
  }

  @Test
  void anIdleSessionEnds() {
    var begun = sessions.begin("admin", Way.TOKEN);
    now = now.plus(Duration.ofMinutes(29));
    assertThat(sessions.find(begun.id())).isNotNull();
    now = now.plus(Duration.ofMinutes(29));
    assertThat(sessions.find(begun.id())).isNotNull();
    now = now.plus(Duration.ofMinutes(30));
    assertThat(sessions.find(begun.id())).isNull();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void aSessionThatIsUsedAllTheTimeEndsAllTheSame() {
    var begun = sessions.begin("admin", Way.TOKEN);
    for (int i = 0; i < 71; i++) {
      now = now.plus(Duration.ofMinutes(10));
      assertThat(sessions.find(begun.id())).isNotNull();
    }
    now = now.plus(Duration.ofMinutes(10));
    assertThat(sessions.find(begun.id())).isNull();
  }

  @Test
  void anOpenStreamKeepsASessionUntilItsEndAndEndsWithIt() {
    var begun = sessions.begin("admin", Way.TOKEN);
    var closed = new AtomicInteger();
    assertThat(begun.session().open(closed::incrementAndGet)).isTrue();
    for (int i = 0; i < 71; i++) {
      now = now.plus(Duration.ofMinutes(10));
      sessions.sweep();
    }
    assertThat(closed).hasValue(0);
    now = now.plus(Duration.ofMinutes(10));
    sessions.sweep();
    assertThat(closed).hasValue(1);
    assertThat(begun.session().open(closed::incrementAndGet)).isFalse();
  }

  @Test
  void theSessionIdleLongestGivesWay() {
    var first = sessions.begin("admin", Way.TOKEN);
    var second = sessions.begin("admin", Way.TOKEN);
    var _ = sessions.begin("admin", Way.TOKEN);
    assertThat(sessions.find(first.id())).isNotNull();
    var _ = sessions.begin("admin", Way.TOKEN);
    assertThat(sessions.size()).isEqualTo(3);
    assertThat(sessions.find(second.id())).isNull();
    assertThat(sessions.find(first.id())).isNotNull();
  }
}
