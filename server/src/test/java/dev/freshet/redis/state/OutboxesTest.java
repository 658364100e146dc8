package dev.freshet.redis.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.metrics.Metrics;
import dev.freshet.redis.link.Script;
import dev.freshet.redis.link.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** When a node that stops may believe that nothing is left to tell. */
class OutboxesTest {
  private final LateStore store = new LateStore();
  private final Told told = new Told();
  private final Outboxes outboxes = outboxes();

  private Outboxes outboxes() {
    var settings = new StateSettings(Duration.ofSeconds(2), Duration.ZERO, 10, Duration.ZERO);
    var shares = new Shares(store, new Lease("n"), settings, new Metrics());
    shares.tell(told);
    return new Outboxes(shares);
  }

  private static List<Object> event(String place) {
    List<Object> fields =
        List.of(bytes("k"), bytes("v"), bytes("c"), bytes("app\0room"), bytes("i"), bytes(place));
    return List.of(bytes(place), fields);
  }

  private static byte[] bytes(String text) {
    return Words.bytes(text);
  }

  @Test
  void aCallThatMayFetchEventsIsUnderWayUntilTheyAreToldAndRemoved() {
    assertThat(outboxes.underWay()).isZero();

    outboxes.waiting(7);
    assertThat(outboxes.underWay()).as("asked, not answered").isOne();

    store.answer(bytes("ok"), List.of(event("1-1"), event("1-2")));
    assertThat(told.words()).containsExactly("VACATED room", "VACATED room");
    assertThat(outboxes.underWay()).as("told, not removed").isEqualTo(2);

    store.answer(bytes("ok"), 0L);
    store.answer(bytes("ok"), 0L);
    assertThat(outboxes.underWay()).isZero();
  }

  @Test
  void whatCameMeanwhileIsUnderWayAsSoonAsItIsKnown() {
    outboxes.waiting(7);
    store.answer(bytes("ok"), List.of(event("1-1")));
    store.answer(bytes("ok"), 1L);
    assertThat(outboxes.underWay()).as("asked again").isOne();

    store.answer(bytes("ok"), List.of());
    assertThat(outboxes.underWay()).isZero();
  }

  /** Answers when the test says so, in the order of the calls. */
  private static final class LateStore implements Store {
    private final Queue<CompletableFuture<List<Object>>> calls = new ArrayDeque<>();

    void answer(Object... reply) {
      calls.remove().complete(List.of(reply));
    }

    @Override
    public CompletionStage<List<Object>> run(
        int bucket, Script script, List<String> keys, byte[]... args) {
      var answer = new CompletableFuture<List<Object>>();
      calls.add(answer);
      return answer;
    }

    @Override
    public CompletionStage<Long> publish(int bucket, String channelKey, byte[] message) {
      throw new AssertionError("nothing is published");
    }

    @Override
    public String key(int bucket, String rest) {
      return "{b" + bucket + "}:" + rest;
    }

    @Override
    public String publishCommand() {
      return "PUBLISH";
    }

    @Override
    public boolean isUp(int bucket) {
      return true;
    }

    @Override
    public void watch(Watcher watcher) {}
  }
}
