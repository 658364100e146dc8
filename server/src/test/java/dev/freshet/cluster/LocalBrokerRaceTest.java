package dev.freshet.cluster;

import static dev.freshet.cluster.Rules.NONE;
import static dev.freshet.cluster.Rules.bodies;
import static dev.freshet.cluster.Rules.channel;
import static dev.freshet.cluster.Rules.draft;
import static dev.freshet.cluster.Rules.get;
import static dev.freshet.cluster.Rules.keeping;
import static dev.freshet.cluster.Rules.keyed;
import static dev.freshet.cluster.Rules.runAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.ChannelRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The few things threads do to a broker and its history at once. */
class LocalBrokerRaceTest {
  private static final int THREADS = 4;
  private static final int CHANNELS = 3;
  private static final int EACH = 30_000;
  private static final ChannelRule KEEPING = keeping(1_000_000, Duration.ofHours(1));

  /** What a loop's mailboxes are to the broker. */
  private static final class Loop implements Broker.Receiver {
    private final Map<ChannelName, Queue<Publication>> mailboxes = new ConcurrentHashMap<>();

    @Override
    public void deliver(ChannelName channel, Publication publication) {
      mailboxes.computeIfAbsent(channel, c -> new ConcurrentLinkedQueue<>()).add(publication);
    }

    List<Publication> heard(ChannelName channel) {
      return List.copyOf(mailboxes.getOrDefault(channel, new ConcurrentLinkedQueue<>()));
    }
  }

  private static LocalBroker broker() {
    return new LocalBroker(
        new LocalHistory(LocalHistory.Bounds.ofThisMachine(), InstantSource.system()),
        InstantSource.system());
  }

  private static List<Loop> publishFromManyThreads(LocalBroker broker, ChannelRule rule)
      throws Exception {
    var loops = List.of(new Loop(), new Loop());
    broker.start((channel, publication) -> loops.forEach(l -> l.deliver(channel, publication)));
    for (int c = 0; c < CHANNELS; c++) {
      get(broker.listen(channel("c" + c)));
    }
    var barrier = new CyclicBarrier(THREADS);
    runAll(
        IntStream.range(0, THREADS)
            .<Callable<@Nullable Void>>mapToObj(thread ->
                () -> {
                  barrier.await(30, TimeUnit.SECONDS);
                  for (int i = 0; i < EACH; i++) {
                    var to = channel("c" + i % CHANNELS);
                    get(broker.publish(to, draft(thread + ":" + i), rule));
                  }
                  return null;
                })
            .toList());
    return loops;
  }

  @Test
  void manyPublishersGiveEveryLoopOneGaplessOrder() throws Exception {
    var broker = broker();
    var loops = publishFromManyThreads(broker, KEEPING);
    for (int c = 0; c < CHANNELS; c++) {
      var channel = channel("c" + c);
      var heard = loops.get(0).heard(channel);
      assertThat(heard)
          .extracting(Publication::offset)
          .isEqualTo(LongStream.rangeClosed(1, THREADS * EACH / CHANNELS).boxed().toList());
      assertThat(heard.stream().map(Publication::epoch).distinct()).hasSize(1);
      assertThat(loops.get(1).heard(channel)).isEqualTo(heard);
      assertThat(get(broker.history().read(channel, KEEPING, null, 1 << 20, false)).publications())
          .isEqualTo(heard);
    }
  }

  @Test
  void manyPublishersGiveEveryLoopOneOrderWithoutHistoryToo() throws Exception {
    var loops = publishFromManyThreads(broker(), NONE);
    for (int c = 0; c < CHANNELS; c++) {
      var heard = bodies(loops.get(0).heard(channel("c" + c)));
      assertThat(heard).hasSize(THREADS * EACH / CHANNELS).doesNotHaveDuplicates();
      assertThat(bodies(loops.get(1).heard(channel("c" + c)))).isEqualTo(heard);
      for (int thread = 0; thread < THREADS; thread++) {
        String prefix = thread + ":";
        assertThat(heard.stream().filter(body -> body.startsWith(prefix)))
            .extracting(body -> Integer.parseInt(body.substring(2)))
            .isSorted();
      }
    }
  }

  @Test
  void ofTwoPublishersWithOneKeyExactlyOneIsHeard() throws Exception {
    int keys = 30_000;
    var broker = broker();
    var loop = new Loop();
    broker.start(loop);
    var channel = channel("orders");
    get(broker.listen(channel));
    var current = new AtomicInteger();
    var positions = new AtomicReferenceArray<@Nullable Position>(keys);
    Callable<Integer> publisher =
        () -> {
          int firsts = 0;
          for (int key = current.get(); key < keys; key = current.get()) {
            var published = get(broker.publish(channel, keyed("x", "k" + key), KEEPING));
            firsts += published.duplicate() ? 0 : 1;
            var before = positions.getAndSet(key, published.position());
            assertThat(before).isIn(null, published.position());
            current.compareAndSet(key, key + 1);
          }
          return firsts;
        };
    var firsts = runAll(List.of(publisher, publisher));
    assertThat(loop.heard(channel)).hasSize(keys);
    assertThat(firsts.get(0) + firsts.get(1)).isEqualTo(keys);
  }

  /** A thread that publishes on and on while another reads, and what they share. */
  private static final class Busy {
    private final ChannelName channel = channel("busy");
    private final ChannelRule rule;
    private final LocalBroker broker = broker();
    private final Queue<Publication> live = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);

    Busy(int historySize) {
      rule = keeping(historySize, Duration.ofHours(1));
      broker.start((channel, publication) -> live.add(publication));
    }

    void run(Runnable reader) throws Exception {
      Callable<Boolean> publisher =
          () -> {
            while (!ended.get()) {
              get(broker.publish(channel, draft("x"), rule));
            }
            return true;
          };
      Callable<Boolean> reading =
          () -> {
            try {
              reader.run();
            } finally {
              ended.set(true);
            }
            return true;
          };
      runAll(List.of(publisher, reading));
    }

    /** At least a hundred rounds, then as many as fit in two seconds. */
    boolean goesOn(int rounds, int most) {
      return rounds < 100 || (rounds < most && System.nanoTime() < deadline);
    }

    History.Page read(@Nullable Position since) {
      return get(broker.history().read(channel, rule, since, 1 << 20, false));
    }

    /** The next that comes live after an offset. */
    Publication next(long offset) {
      Publication next = live.poll();
      while (next == null || next.offset() <= offset) {
        Thread.onSpinWait();
        next = live.poll();
      }
      return next;
    }
  }

  @Test
  void theFirstLivePublicationAfterAReadIsTheOneAfterItsTop() throws Exception {
    var busy = new Busy(10);
    busy.run(() -> {
      for (int round = 0; busy.goesOn(round, 300_000); round++) {
        busy.live.clear();
        get(busy.broker.listen(busy.channel));
        long top = busy.read(Position.EARLIEST).top().offset();
        assertThat(busy.next(top).offset()).isEqualTo(top + 1);
        busy.broker.ignore(busy.channel);
      }
    });
  }

  /** As {@link History#read} tells: listen, read, then skip what is heard up to the top. */
  @Test
  void aReaderThatIsCutAgainAndAgainHasEveryPublicationOnceOrIsTold() throws Exception {
    var busy = new Busy(1_000);
    var whole = new AtomicInteger();
    busy.run(() -> {
      var random = new Random(1);
      Position last = busy.read(null).top();
      for (int cut = 0; busy.goesOn(cut, 20_000); cut++) {
        busy.live.clear();
        get(busy.broker.listen(busy.channel));
        var page = busy.read(last);
        if (page.unbroken()) {
          whole.incrementAndGet();
          long expected = last.offset();
          for (Publication publication : page.publications()) {
            assertThat(publication.offset()).isEqualTo(++expected);
          }
          assertThat(page.top().offset()).isEqualTo(expected);
        }
        last = page.top();
        for (int i = random.nextInt(10); i > 0; i--) {
          Publication next = busy.next(last.offset());
          assertThat(next.offset()).isEqualTo(last.offset() + 1);
          last = next.position();
        }
        busy.broker.ignore(busy.channel);
      }
    });
    assertThat(whole.get()).isPositive();
  }
}
