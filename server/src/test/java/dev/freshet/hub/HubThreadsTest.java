package dev.freshet.hub;

import static dev.freshet.hub.HubRig.CHAT;
import static dev.freshet.hub.HubRig.WIDE;
import static dev.freshet.hub.HubRig.publication;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.Wire;
import dev.freshet.wire.plain.PlainDialect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several threads touch at once: the mailbox, the drain's flag, who hears what. */
@Timeout(60)
class HubThreadsTest {
  private static final int ROUNDS = 20_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Wire wire = PlainDialect.of(false, false).wire();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** A loop with a thread of its own. */
  private static final class ThreadLoop implements Loop, Runnable {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile Thread thread = Thread.currentThread();

    @Override
    public void run() {
      thread = Thread.currentThread();
      try {
        while (true) {
          tasks.take().run();
        }
      } catch (InterruptedException e) {
        thread.interrupt();
      }
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void afterIo(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean inLoop() {
      return Thread.currentThread().equals(thread);
    }

    /** Waits until everything that was asked before is done. */
    void await(Runnable task) throws Exception {
      var done = new CountDownLatch(1);
      execute(() -> {
        task.run();
        done.countDown();
      });
      assertThat(done.await(20, SECONDS)).isTrue();
    }
  }

  /** Counts, and wakes whoever waits for a number. */
  private static final class Counter implements Subscriber {
    private final AtomicLong heard = new AtomicLong();
    private volatile CountDownLatch next = new CountDownLatch(1);

    @Override
    public void deliver(Subscription subscription, Encoded batch, int first) {
      heard.addAndGet(batch.count() - first);
      next.countDown();
    }

    @Override
    public void flush() {}

    @Override
    public void overrun(Subscription subscription) {
      throw new AssertionError("overrun");
    }
  }

  private List<ThreadLoop> loops(int count) {
    var loops = new ArrayList<ThreadLoop>();
    for (int i = 0; i < count; i++) {
      var loop = new ThreadLoop();
      loops.add(loop);
      threads.execute(loop);
    }
    return loops;
  }

  /**
   * One publication at a time, each sent the moment the one before was heard, when the drain that
   * delivered it is about to stand down: a wake-up that got lost there is one that never comes.
   */
  @Test
  void aPublicationPutWhileTheDrainStandsDownWakesItAgain() throws Exception {
    ThreadLoop loop = loops(1).getFirst();
    var hub = new Hub(List.of(loop), new FakeBroker(), new LocalOccupancy(), WIDE, new Metrics());
    var counter = new Counter();
    loop.await(() -> join(hub, 0, CHAT, counter));
    for (int i = 0; i < ROUNDS; i++) {
      var heard = new CountDownLatch(1);
      counter.next = heard;
      hub.deliver(CHAT, publication("a"));
      assertThat(heard.await(10, SECONDS)).as("round %d is heard", i).isTrue();
    }
    assertThat(counter.heard).hasValue(ROUNDS);
    loop.await(() -> {});
    assertThat(hub.waitingBytes()).isZero();
  }

  @Test
  void everyPublicationOfManyThreadsIsHeardOnEveryLoop() throws Exception {
    List<ThreadLoop> loops = loops(2);
    var hub = new Hub(loops, new FakeBroker(), new LocalOccupancy(), WIDE, new Metrics());
    List<Counter> counters = List.of(new Counter(), new Counter());
    for (int i = 0; i < 2; i++) {
      int shard = i;
      loops.get(i).await(() -> join(hub, shard, CHAT, counters.get(shard)));
    }
    var publishers = new ArrayList<Future<?>>();
    for (int p = 0; p < 4; p++) {
      publishers.add(
          threads.submit(() -> {
            for (int i = 0; i < ROUNDS; i++) {
              hub.deliver(CHAT, publication("a"));
            }
          }));
    }
    for (Future<?> publisher : publishers) {
      publisher.get(30, SECONDS);
    }
    for (int i = 0; i < 2; i++) {
      AtomicLong heard = counters.get(i).heard;
      for (int turn = 0; turn < 1_000_000 && heard.get() < 4L * ROUNDS; turn++) {
        loops.get(i).await(() -> {});
      }
      assertThat(heard).hasValue(4L * ROUNDS);
    }
    assertThat(hub.waitingBytes()).isZero();
  }

  @Test
  void whatTheEnteringOfTheFirstSubscriberCausesReachesIt() throws Exception {
    var rig = new HubRig(WIDE);
    var started = new ArrayList<Thread>();
    rig.occupancy.start((channel, before, now) -> {
      Thread thread =
          Thread.ofPlatform().start(() -> rig.hub.deliver(channel, publication("count " + now)));
      started.add(thread);
      // The thread has looked for the audience, which is not to be seen before this returns.
      await()
          .until(() ->
              thread.getState() == Thread.State.BLOCKED
                  || thread.getState() == Thread.State.TERMINATED);
    });
    var recorder = new Recorder();
    Subscription subscription = rig.enter(0, CHAT, recorder, new LineWire("a"));
    for (Thread thread : started) {
      thread.join();
    }
    rig.shard(0).goLive(subscription, null);
    rig.run();
    assertThat(recorder.heard()).containsExactly("count 1");
  }

  @Test
  void occupancyIsRightWhileLoopsJoinAndLeaveAtOnce() throws Exception {
    List<ThreadLoop> loops = loops(4);
    var occupancy = new LocalOccupancy();
    var broker = new FakeBroker();
    var hub = new Hub(loops, broker, occupancy, WIDE, new Metrics());
    var done = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      int shard = i;
      loops
          .get(i)
          .execute(() -> {
            joinAndLeave(hub, shard);
            done.countDown();
          });
    }
    assertThat(done.await(30, SECONDS)).isTrue();
    for (int channel = 0; channel < 3; channel++) {
      var name = new ChannelName("app", "c" + channel);
      assertThat(occupancy.count(name).toCompletableFuture().get()).isEqualTo(4 * channel);
      assertThat(broker.calls().stream().filter(("listen " + name)::equals).count())
          .isEqualTo(
              broker.calls().stream().filter(("ignore " + name)::equals).count()
                  + (channel == 0 ? 0 : 1));
    }
    assertThat(hub.subscriptions()).isEqualTo(4 + 8);
    assertThat(hub.channels()).isEqualTo(2);
  }

  /** Comes and goes at random; in the end c0 has none, c1 one and c2 two. */
  private void joinAndLeave(Hub hub, int shard) {
    var random = new Random(shard);
    for (int channel = 0; channel < 3; channel++) {
      var name = new ChannelName("app", "c" + channel);
      var held = new ArrayDeque<Subscription>();
      for (int i = 0; i < 2_000; i++) {
        if (held.isEmpty() || random.nextInt(3) == 0) {
          held.add(join(hub, shard, name, new Counter()));
        } else {
          hub.shards().get(shard).unsubscribe(held.remove());
        }
      }
      while (held.size() < channel) {
        held.add(join(hub, shard, name, new Counter()));
      }
      while (held.size() > channel) {
        hub.shards().get(shard).unsubscribe(held.remove());
      }
    }
  }

  private Subscription join(Hub hub, int shard, ChannelName channel, Subscriber subscriber) {
    var subscription = new Subscription(channel, subscriber, wire, SlowReader.CLOSE);
    var _ = hub.shards().get(shard).subscribe(subscription);
    hub.shards().get(shard).goLive(subscription, null);
    return subscription;
  }
}
