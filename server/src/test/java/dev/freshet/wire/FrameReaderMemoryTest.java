package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.freshet.model.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reader keeps, when it copies, and how it is stopped. */
class FrameReaderMemoryTest {
  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, true);
  private final FrameReader reader = new FrameReader(1 << 20, false);
  private final Hearing.Lines lines = new Hearing.Lines();

  @AfterEach
  void nothingIsLeft() {
    reader.release();
    assertThat(used()).isZero();
  }

  private long used() {
    return alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory();
  }

  private ByteBuf in(byte[]... parts) {
    return alloc.buffer().writeBytes(Hearing.join(parts));
  }

  private void read(byte[]... parts) {
    ByteBuf in = in(parts);
    reader.read(in, lines);
    in.release();
  }

  private static byte[] hello(int first) {
    return Hearing.frame(first, 0x01020304, "Hello".getBytes(StandardCharsets.UTF_8));
  }

  /** Takes messages only. */
  private interface Messages extends FrameReader.Sink {
    @Override
    default void ping(ByteBuf payload) {}

    @Override
    default void pong() {}

    @Override
    default void close(int code, String reason) {}

    @Override
    default void broken(CloseReason reason, String detail) {}
  }

  @Test
  void aFrameWholeInOneReadIsNotCopied() {
    ByteBuf in = in(hello(0x81));
    List<Long> addresses = new ArrayList<>();
    long before = used();
    reader.read(
        in,
        (Messages)
            (payload, text) -> {
              addresses.add(payload.memoryAddress());
              assertThat(used()).isEqualTo(before);
            });
    assertThat(addresses).containsExactly(in.memoryAddress() + 6);
    in.release();
  }

  /** The bytes of heap this thread allocates on average, once it has warmed up. */
  private static double allocated(int rounds, Runnable action) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < rounds; i++) {
      action.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      action.run();
    }
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
  }

  @Test
  void anIdleReaderIs24Bytes() {
    FrameReader[] readers = new FrameReader[1];
    double bytes = allocated(20_000, () -> readers[0] = new FrameReader(1 << 20, true));
    assertThat(bytes).isBetween(16.0, 24.5);
  }

  @Test
  void aFrameWholeInOneReadAllocatesNothingButItsSlice() {
    ByteBuf in = in(hello(0x81));
    byte[] wire = hello(0x81);
    Messages deaf = (payload, text) -> {};
    double bytes =
        allocated(
            20_000,
            () -> {
              in.clear().writeBytes(wire);
              reader.read(in, deaf);
            });
    in.release();
    assertThat(bytes).isLessThanOrEqualTo(64.5);
  }

  @Test
  void aLengthThatIsOnlyAnnouncedCostsNothing() {
    byte[] frame = Hearing.frame(0x82, 0, new byte[1_000_000]);
    read(Arrays.copyOf(frame, 20));
    assertThat(reader.isMidMessage()).isTrue();
    assertThat(used()).isLessThanOrEqualTo(64);
  }

  @Test
  void whatIsKeptIsAtMostAboutTwiceWhatHasCome() {
    byte[] frame = Hearing.frame(0x82, 0, new byte[500_000]);
    for (int from = 0; from < 300_000; from += 1000) {
      read(Arrays.copyOfRange(frame, from, from + 1000));
      assertThat(used()).isLessThanOrEqualTo(2L * (from + 1000) + 64);
    }
  }

  @Test
  void nothingIsKeptOnceAMessageIsWhole() {
    read(hello(0x01));
    assertThat(used()).isPositive();
    read(hello(0x80));
    assertThat(used()).isZero();
    assertThat(reader.isMidMessage()).isFalse();
    assertThat(lines).containsExactly("text HelloHello");
  }

  @Test
  void nothingIsHeardOnceTheSinkHasStoppedTheReader() {
    List<String> heard = new ArrayList<>();
    ByteBuf in = in(hello(0x81), hello(0x81), hello(0x88));
    reader.read(
        in,
        (Messages)
            (payload, text) -> {
              heard.add(payload.toString(StandardCharsets.UTF_8));
              reader.stop();
            });
    assertThat(in.isReadable()).isFalse();
    in.release();
    read(hello(0x81));
    assertThat(heard).containsExactly("Hello");
    assertThat(lines).isEmpty();
  }

  @Test
  void aReaderMayBeStoppedWhileItTellsOfAMessagePutTogether() {
    List<String> heard = new ArrayList<>();
    ByteBuf in = in(hello(0x01), hello(0x80), hello(0x01));
    reader.read(
        in,
        (Messages)
            (payload, text) -> {
              reader.release();
              heard.add(payload.toString(StandardCharsets.UTF_8));
            });
    in.release();
    assertThat(heard).containsExactly("HelloHello");
  }

  @Test
  void aSinkThatFailsLeavesNoBufferBehind() {
    read(hello(0x01));
    ByteBuf in = in(hello(0x80));
    Messages failing =
        (payload, text) -> {
          throw new IllegalStateException("the sink's own");
        };
    assertThatThrownBy(() -> reader.read(in, failing)).hasMessage("the sink's own");
    in.release();
    assertThat(used()).isZero();
  }

  @Test
  void aMessageThatNeverEndsIsReleasedWithTheReader() {
    read(hello(0x01), Arrays.copyOf(hello(0x89), 8));
    assertThat(used()).isPositive();
    assertThat(reader.isMidMessage()).isTrue();
  }
}
