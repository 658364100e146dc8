package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineTest {
  private final Line<String> line = new Line<>();
  private int number;

  /** A name, made different from all others. */
  private String add(String name, Kind kind) {
    String waiting = name + number++;
    line.add(waiting, kind);
    return waiting;
  }

  private static String name(@Nullable String waiting) {
    return waiting == null ? "" : waiting.substring(0, 1);
  }

  private String next() {
    return name(line.next());
  }

  @Test
  void whoCameFirstIsServedFirst() {
    add("a", Kind.NEW);
    add("b", Kind.NEW);
    add("c", Kind.NEW);
    assertThat(next() + next() + next()).isEqualTo("abc");
    assertThat(line.next()).isNull();
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void requestsAndThoseWhoResumeGoFirstAndNobodyWaitsForEver() {
    for (int i = 0; i < 80; i++) {
      add("q", Kind.REQUEST);
      add("r", Kind.RESUMING);
      add("n", Kind.NEW);
    }
    var served = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      served.append(next());
    }
    assertThat(served).hasToString("qqqrqqqnqqqrqqqn");
  }

  @Test
  void whileNobodyAsksForARequestSevenOfEightResume() {
    for (int i = 0; i < 80; i++) {
      add("r", Kind.RESUMING);
      add("n", Kind.NEW);
    }
    var served = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      served.append(next());
    }
    assertThat(served).hasToString("rrrrrrrn");
  }

  @Test
  void whoIsServedLastGivesWayFirstAndThereTheOldest() {
    add("q", Kind.REQUEST);
    add("r", Kind.RESUMING);
    add("n", Kind.NEW);
    add("m", Kind.NEW);
    var gone = new StringBuilder();
    while (!line.isEmpty()) {
      gone.append(name(line.oldest()));
    }
    assertThat(gone).hasToString("nmrq");
    assertThat(line.oldest()).isNull();
  }

  @Test
  void whoLeavesIsNotCounted() {
    String gone = add("a", Kind.NEW);
    add("b", Kind.NEW);
    line.remove(gone, Kind.NEW);
    line.remove(gone, Kind.NEW);
    assertThat(line.size()).isEqualTo(1);
    assertThat(line.size(Kind.NEW)).isEqualTo(1);
    assertThat(next()).isEqualTo("b");
  }
}
