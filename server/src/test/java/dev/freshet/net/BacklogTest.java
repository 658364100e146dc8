package dev.freshet.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final ChannelName A = new ChannelName("1", "a");
  private static final ChannelName B = new ChannelName("1", "b");

  private final List<ByteBuf> made = new ArrayList<>();
  private final Backlog backlog = new Backlog(10);

  @AfterEach
  void everyFrameIsLetGoOnce() {
    backlog.clear();
    assertThat(backlog.bytes()).isZero();
    assertThat(made).allSatisfy(frame -> assertThat(frame.refCnt()).isZero());
  }

  private void add(String text, ChannelName channel, @Nullable String key, SlowReader policy) {
    ByteBuf frame = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    made.add(frame);
    backlog.add(frame, channel, publication(key), policy);
  }

  private static Publication publication(@Nullable String key) {
    return new Publication("", 0, 0, Payload.text(""), null, key);
  }

  private List<String> rest() {
    var texts = new ArrayList<String>();
    for (ByteBuf next = backlog.poll(); next != null; next = backlog.poll()) {
      texts.add(next.toString(StandardCharsets.US_ASCII));
      next.release();
    }
    return texts;
  }

  @Test
  void whatFitsWaitsInItsOrder() {
    add("one", A, null, SlowReader.DROP_OLDEST);
    add("two", B, null, SlowReader.DROP_OLDEST);
    add("four", A, null, SlowReader.DROP_OLDEST);
    assertThat(backlog.bytes()).isEqualTo(10);
    assertThat(backlog.takeDropped()).isZero();
    assertThat(rest()).containsExactly("one", "two", "four");
    assertThat(backlog.bytes()).isZero();
  }

  @Test
  void theOldestMakeRoom() {
    add("one", A, null, SlowReader.DROP_OLDEST);
    add("two", A, null, SlowReader.DROP_OLDEST);
    add("three", A, null, SlowReader.DROP_OLDEST);
    assertThat(backlog.takeDropped()).isOne();
    assertThat(backlog.takeDropped()).isZero();
    assertThat(backlog.takeConflated()).isZero();
    assertThat(rest()).containsExactly("two", "three");
  }

  @Test
  void theNewestStaysHoweverLargeItIs() {
    add("one", A, null, SlowReader.DROP_OLDEST);
    add("larger than all", A, null, SlowReader.DROP_OLDEST);
    assertThat(backlog.takeDropped()).isOne();
    assertThat(rest()).containsExactly("larger than all");
  }

  @Test
  void theNewestOfAChannelTakesThePlaceOfTheOlder() {
    add("a1", A, null, SlowReader.CONFLATE);
    add("b1", B, null, SlowReader.CONFLATE);
    add("a2", A, null, SlowReader.CONFLATE);
    assertThat(backlog.takeConflated()).isOne();
    assertThat(backlog.takeDropped()).isZero();
    assertThat(backlog.bytes()).isEqualTo(4);
    assertThat(rest()).containsExactly("b1", "a2");
  }

  @Test
  void eachKeyOfAChannelIsConflatedApart() {
    add("x1", A, "x", SlowReader.CONFLATE);
    add("y1", A, "y", SlowReader.CONFLATE);
    add("-1", A, null, SlowReader.CONFLATE);
    add("x2", A, "x", SlowReader.CONFLATE);
    add("bx", B, "x", SlowReader.CONFLATE);
    assertThat(backlog.takeConflated()).isOne();
    assertThat(rest()).containsExactly("y1", "-1", "x2", "bx");
  }

  @Test
  void manyKeysAreHeldToTheBoundToo() {
    for (int i = 0; i < 100; i++) {
      add("%03d".formatted(i), A, "key" + i, SlowReader.CONFLATE);
    }
    assertThat(backlog.bytes()).isLessThanOrEqualTo(10);
    assertThat(backlog.takeDropped()).isEqualTo(97);
    assertThat(rest()).containsExactly("097", "098", "099");
  }
}
