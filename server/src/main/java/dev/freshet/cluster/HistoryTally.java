package dev.freshet.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all stripes of a history hold together. Written under the stripes' locks, read by anyone.
 */
final class HistoryTally {
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder publications = new LongAdder();
  private final LongAdder evictedPublications = new LongAdder();
  private final LongAdder evictedStreams = new LongAdder();

  void streamBegan(long cost) {
    streams.incrementAndGet();
    bytes.addAndGet(cost);
  }

  void streamEnded(long cost) {
    streams.decrementAndGet();
    bytes.addAndGet(-cost);
  }

  void changed(int publicationsMore, long bytesMore) {
    if (publicationsMore != 0) {
      publications.add(publicationsMore);
    }
    if (bytesMore != 0) {
      bytes.addAndGet(bytesMore);
    }
  }

  void evictedPublications(int count) {
    evictedPublications.add(count);
  }

  void evictedStream(int publicationsLost) {
    evictedStreams.increment();
    evictedPublications.add(publicationsLost);
  }

  int streams() {
    return streams.get();
  }

  long bytes() {
    return bytes.get();
  }

  long publications() {
    return publications.sum();
  }

  long evictedPublications() {
    return evictedPublications.sum();
  }

  long evictedStreams() {
    return evictedStreams.sum();
  }
}
