package dev.freshet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Feeds a reader and writes down what it tells, one line a call. Whatever is fed is fed again at
 * every split point, byte by byte and in random chunks, and must give the same lines; and every
 * buffer must be let go.
 */
final class Hearing {
  static final int MAX = 100_000;

  private final int maxMessageBytes;
  private final boolean deflate;

  Hearing(int maxMessageBytes, boolean deflate) {
    this.maxMessageBytes = maxMessageBytes;
    this.deflate = deflate;
  }

  /** What a reader without compression tells of these bytes; white space in the hex is nothing. */
  static List<String> hear(String... hex) {
    return new Hearing(MAX, false).of(bytes(hex));
  }

  static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replaceAll("\\s", ""));
  }

  /** A client's frame. */
  static byte[] frame(int first, int mask, byte[] payload) {
    var wire = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (payload.length < 126) {
      wire.put((byte) (0x80 | payload.length));
    } else if (payload.length <= 0xFFFF) {
      wire.put((byte) 0xFE).putShort((short) payload.length);
    } else {
      wire.put((byte) 0xFF).putLong(payload.length);
    }
    wire.putInt(mask);
    byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
    for (int i = 0; i < payload.length; i++) {
      wire.put((byte) (payload[i] ^ key[i % 4]));
    }
    return Arrays.copyOf(wire.array(), wire.position());
  }

  List<String> of(byte[]... parts) {
    byte[] wire = join(parts);
    List<String> whole = feed(wire, new int[0]);
    int step = Math.max(1, wire.length / 300);
    for (int i = 1; i < wire.length; i += step) {
      assertThat(feed(wire, new int[] {i})).as("split at %d", i).isEqualTo(whole);
    }
    int[] every = new int[Math.min(wire.length, 70_000)];
    for (int i = 0; i < every.length; i++) {
      every[i] = i;
    }
    assertThat(feed(wire, every)).as("byte by byte").isEqualTo(whole);
    for (int seed = 0; seed < 20; seed++) {
      int[] cuts = new Random(seed).ints(7, 0, wire.length + 1).sorted().toArray();
      assertThat(feed(wire, cuts)).as("random cuts, seed %d", seed).isEqualTo(whole);
    }
    return whole;
  }

  /** Feeds the bytes cut at these ascending places. */
  List<String> feed(byte[] wire, int[] cuts) {
    // It counts what is left to the byte, so Netty need not record who touched which buffer.
    var alloc = new UnpooledByteBufAllocator(true, true);
    var reader = new FrameReader(maxMessageBytes, deflate);
    var lines = new Lines();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : wire.length;
      ByteBuf in = alloc.buffer(Math.max(1, to - from));
      in.writeBytes(wire, from, to - from);
      reader.read(in, lines);
      assertThat(in.isReadable()).isFalse();
      assertThat(in.refCnt()).isEqualTo(1);
      in.release();
      from = to;
    }
    lines.add(reader.isMidMessage() ? "incomplete" : "idle");
    reader.release();
    assertThat(reader.isMidMessage()).isFalse();
    assertThat(alloc.metric().usedDirectMemory()).as("direct memory left").isZero();
    assertThat(alloc.metric().usedHeapMemory()).as("heap buffers left").isZero();
    return lines;
  }

  static byte[] join(byte[]... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** One line a call; long payloads as length and hash. */
  static final class Lines extends ArrayList<String> implements FrameReader.Sink {
    private static final long serialVersionUID = 1;

    @Override
    public void message(ByteBuf payload, boolean text) {
      add(text ? "text " + show(payload, true) : "binary " + show(payload, false));
    }

    @Override
    public void ping(ByteBuf payload) {
      add("ping " + show(payload, true));
    }

    @Override
    public void pong() {
      add("pong");
    }

    @Override
    public void close(int code, String reason) {
      add("close " + code + " " + reason);
    }

    @Override
    public void broken(CloseReason reason, String detail) {
      add("broken " + reason + ": " + detail);
    }

    private static String show(ByteBuf payload, boolean text) {
      if (payload.readableBytes() > 200) {
        return payload.readableBytes() + " bytes, hash " + ByteBufUtil.hashCode(payload);
      }
      return text ? payload.toString(StandardCharsets.UTF_8) : ByteBufUtil.hexDump(payload);
    }
  }
}
