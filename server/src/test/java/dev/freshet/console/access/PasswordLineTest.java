package dev.freshet.console.access;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordLineTest {
  private static final long SECOND = 1_000_000_000L;

  private final PasswordLine<String> line = new PasswordLine<>();

  private String next(long now) {
    return requireNonNull(line.next(now)).waiting();
  }

  @Test
  void ofUnknownAddressesOneIsComparedASecond() {
    assertThat(line.add(1L, false, "first")).isTrue();
    assertThat(line.add(2L, false, "second")).isTrue();
    assertThat(next(5)).isEqualTo("first");
    assertThat(line.next(5)).isNull();
    assertThat(line.pause(5)).isEqualTo(SECOND);
    assertThat(line.isEmpty()).isFalse();
    assertThat(next(5 + SECOND)).isEqualTo("second");
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void aKnownAddressGoesBeforeAFlood() {
    for (long key = 1; key <= PasswordLine.WAITING_MAX; key++) {
      assertThat(line.add(key, false, "flood")).isTrue();
    }
    assertThat(line.add(99L, false, "one too many")).isFalse();
    assertThat(next(0)).isEqualTo("flood");
    assertThat(line.add(100L, true, "operator")).isTrue();
    assertThat(next(0)).isEqualTo("operator");
    assertThat(line.next(0)).isNull();
  }

  @Test
  void oneOfAnAddressWaitsOrIsCompared() {
    assertThat(line.add(1L, false, "first")).isTrue();
    assertThat(line.add(1L, false, "second")).isFalse();
    assertThat(next(0)).isEqualTo("first");
    assertThat(line.add(1L, true, "second")).isFalse();
    line.done(1L);
    assertThat(line.add(1L, true, "second")).isTrue();
    assertThat(next(0)).isEqualTo("second");
  }
}
