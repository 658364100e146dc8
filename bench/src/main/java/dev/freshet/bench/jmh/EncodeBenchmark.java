package dev.freshet.bench.jmh;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.wire.Wire;
import dev.freshet.wire.plain.PlainDialect;
import dev.freshet.wire.sse.SseDialect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One publication turned into the bytes of a wire, once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBenchmark {
  /** The wire, by name. */
  @Param({"ws", "ws-json", "sse"})
  public String wireName = "ws";

  private Wire wire = PlainDialect.of(false, false).wire();
  private final ChannelName channel = new ChannelName("1", "bench-0");
  private final Publication publication =
      new Publication("epoch", 42, 1, Payload.text("x".repeat(128)), null, null);
  private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(4096);

  /** Finds the wire. */
  @Setup
  public void setUp() {
    wire =
        switch (wireName) {
          case "ws-json" -> PlainDialect.of(true, false).wire();
          case "sse" -> SseDialect.of(false, false).wire();
          default -> PlainDialect.of(false, false).wire();
        };
  }

  /** Gives the buffer back. */
  @TearDown
  public void tearDown() {
    out.release();
  }

  /** Encodes into a buffer that is large enough. */
  @Benchmark
  public int encode() {
    out.clear();
    wire.encode(out, channel, publication);
    return out.writerIndex();
  }
}
