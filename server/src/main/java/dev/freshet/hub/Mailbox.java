package dev.freshet.hub;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one loop: many threads put in, the loop takes out, and says when the delivery of a
 * publication begins; until then it counts. Bounded in bytes by whoever asks {@link #bytes} before
 * publishing; a publication that the broker has taken is never thrown away here.
 */
final class Mailbox {
  /** What an entry costs beside its body: queue slot, entry, publication, payload, array header. */
  private static final int OVERHEAD = 128;

  /** One publication on its way. */
  record Entry(ChannelName channel, Publication publication) {}

  private final MpscUnboundedArrayQueue<Entry> queue = new MpscUnboundedArrayQueue<>(1024);
  private final AtomicLong bytes = new AtomicLong();

  /** From any thread. */
  void put(ChannelName channel, Publication publication) {
    bytes.addAndGet(cost(publication));
    queue.add(new Entry(channel, publication));
  }

  /** On the loop; {@link #begun} must follow for each. */
  @Nullable Entry take() {
    return queue.poll();
  }

  /** These that were taken do not wait any longer. */
  void begun(List<Publication> taken) {
    long sum = 0;
    for (int i = 0; i < taken.size(); i++) {
      sum += cost(taken.get(i));
    }
    bytes.addAndGet(-sum);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** How much waits, from any thread. */
  long bytes() {
    return bytes.get();
  }

  private static long cost(Publication publication) {
    return (long) publication.payload().size() + OVERHEAD;
  }
}
