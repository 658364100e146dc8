package dev.freshet.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineTest {
  private final Line line = new Line();
  private final Map<Entry, String> names = new HashMap<>();

  private Entry add(String name, Kind kind) {
    var entry = new Entry(null, null, new EmbeddedChannel(), 0);
    names.put(entry, name);
    line.add(entry, kind);
    return entry;
  }

  private String next() {
    return names.get(line.next());
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
      gone.append(names.get(line.oldest()));
    }
    assertThat(gone).hasToString("nmrq");
    assertThat(line.oldest()).isNull();
  }

  @Test
  void whoLeavesIsNotCounted() {
    Entry gone = add("a", Kind.NEW);
    add("b", Kind.NEW);
    line.remove(gone, Kind.NEW);
    line.remove(gone, Kind.NEW);
    assertThat(line.size()).isEqualTo(1);
    assertThat(line.size(Kind.NEW)).isEqualTo(1);
    assertThat(next()).isEqualTo("b");
  }
}
