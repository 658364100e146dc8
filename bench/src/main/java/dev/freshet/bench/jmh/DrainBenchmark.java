package dev.freshet.bench.jmh;

import dev.freshet.hub.Encoded;
import dev.freshet.hub.Hub;
import dev.freshet.hub.HubSettings;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscriber;
import dev.freshet.hub.Subscription;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.plain.PlainDialect;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of publications through one shard to every subscriber of a channel, down to the retained
 * slice that a socket would be handed. An operation ends when the loop has nothing left to run and
 * no mailbox holds anything, so the time is that of whole deliveries: divide it by subscribers.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DrainBenchmark {
  /** Subscribers of the one channel. */
  @Param("10000")
  public int subscribers = 10_000;

  /** Publications that wait when the drain begins. */
  @Param({"1", "16"})
  public int batch = 1;

  private final TaskLoop loop = new TaskLoop();
  private final ChannelName channel = new ChannelName("1", "bench-0");
  private final Publication publication =
      new Publication("", 0, 1, Payload.text("x".repeat(128)), null, null);
  private final Hub hub =
      new Hub(
          List.of(loop),
          new SilentBroker(),
          new SilentOccupancy(),
          new HubSettings(256, 256, 1L << 26, 1000),
          new Metrics());
  private long written;

  /** Subscribes everybody and lets them hear the channel. */
  @Setup
  public void setUp() {
    HubShard shard = hub.shards().getFirst();
    for (int i = 0; i < subscribers; i++) {
      var subscription =
          new Subscription(
              channel, new Sink(), PlainDialect.of(false, false).wire(), SlowReader.CLOSE);
      var _ = shard.subscribe(subscription);
      shard.goLive(subscription, null);
    }
  }

  /** Delivers one batch to all. */
  @Benchmark
  public long drain() {
    long before = written;
    for (int i = 0; i < batch; i++) {
      hub.deliver(channel, publication);
    }
    loop.runAll();
    long expected = (long) subscribers * batch * 132;
    if (written - before != expected || hub.waitingBytes() != 0) {
      throw new IllegalStateException("not everything was delivered");
    }
    return written;
  }

  /** Takes the slice a socket would take, and gives it back at the flush. */
  private final class Sink implements Subscriber {
    private final ByteBuf[] waiting = new ByteBuf[1];

    @Override
    public void deliver(Subscription subscription, Encoded encoded, int first) {
      waiting[0] = encoded.retainedFrom(first);
    }

    @Override
    public void flush() {
      written += waiting[0].readableBytes();
      waiting[0].release();
    }

    @Override
    public void overrun(Subscription subscription) {
      throw new IllegalStateException("nobody is catching up");
    }
  }
}
