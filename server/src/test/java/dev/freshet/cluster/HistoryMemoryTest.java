package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import java.lang.ref.Reference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Holds the estimate that the byte bound works with against the heap itself. */
class HistoryMemoryTest {

  @Test
  void theEstimateOfManySmallStreamsIsNearTheHeapTheyTake() {
    assertThat(estimateToHeap(60_000, 1)).isBetween(0.75, 1.25);
  }

  @Test
  void theEstimateOfFewLargeStreamsIsNearTheHeapTheyTake() {
    assertThat(estimateToHeap(600, 100)).isBetween(0.75, 1.25);
  }

  private static double estimateToHeap(int streams, int publications) {
    var clock = new HandClock();
    var history = new LocalHistory(LocalHistory.Bounds.ofThisMachine(), clock);
    var broker = new LocalBroker(history, clock);
    broker.start((channel, publication) -> {});
    var rule = keeping(publications, Duration.ofHours(1));
    get(broker.publish(channel("warm-up"), Draft.of(Payload.binary(new byte[1])), rule));
    long estimateBefore = history.bytes();
    long heapBefore = liveHeap();
    try {
      for (int s = 0; s < streams; s++) {
        var channel = channel("room:of:some:length:" + s);
        for (int p = 0; p < publications; p++) {
          get(broker.publish(channel, Draft.of(Payload.binary(new byte[128])), rule));
        }
      }
      long heap = liveHeap() - heapBefore;
      long estimate = history.bytes() - estimateBefore;
      return (double) estimate / heap;
    } finally {
      Reference.reachabilityFence(broker);
    }
  }

  private static long liveHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
