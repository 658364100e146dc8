package dev.freshet.tools.load.client;

import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.jspecify.annotations.Nullable;

/** TLS of one connection; it keeps bytes only while a record is not whole. */
final class TlsLink {
  private static final byte[] NONE = {};

  private final SSLEngine engine;
  private final Buffers buffers;
  private byte[] rest = NONE;

  TlsLink(SSLEngine engine, Buffers buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  /** Sends the first message of the handshake. */
  void begin(SocketChannel socket) throws IOException {
    engine.beginHandshake();
    flush(socket);
  }

  /** Whether what is written goes out. */
  boolean isReady() {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /**
   * Reads once. What came is in {@link Buffers#plain}, ready to be taken.
   *
   * @return how many bytes, perhaps none; -1 at the end
   */
  int read(SocketChannel socket) throws IOException {
    ByteBuffer in = buffers.cipher;
    in.clear();
    in.put(rest);
    rest = NONE;
    int count = socket.read(in);
    in.flip();
    buffers.plain.clear();
    boolean closed = count < 0 || !unwrap(socket, in);
    if (in.hasRemaining()) {
      rest = new byte[in.remaining()];
      in.get(rest);
    }
    buffers.plain.flip();
    return closed && !buffers.plain.hasRemaining() ? -1 : buffers.plain.remaining();
  }

  /** False when the peer has closed. */
  private boolean unwrap(SocketChannel socket, ByteBuffer in) throws IOException {
    while (true) {
      SSLEngineResult result = engine.unwrap(in, buffers.plain);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return false;
      }
      boolean turned = advance(socket);
      boolean moved = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
      if (!turned && !moved) {
        return true;
      }
    }
  }

  /** Does what the handshake waits for; whether that was anything. */
  private boolean advance(SocketChannel socket) throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      Runnable task = engine.getDelegatedTask();
      while (task != null) {
        task.run();
        task = engine.getDelegatedTask();
      }
      return true;
    }
    if (status == HandshakeStatus.NEED_WRAP) {
      flush(socket);
      return true;
    }
    return false;
  }

  private void flush(SocketChannel socket) throws IOException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(socket, ByteBuffer.allocate(0));
    }
  }

  /** Sends a small message; the handshake must be over. */
  void write(SocketChannel socket, byte[] bytes) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    while (from.hasRemaining()) {
      wrap(socket, from);
    }
  }

  private void wrap(SocketChannel socket, ByteBuffer from) throws IOException {
    ByteBuffer out = buffers.record;
    out.clear();
    var _ = engine.wrap(from, out);
    out.flip();
    int count = out.remaining();
    if (socket.write(out) != count) {
      throw new IOException("the socket took less than one small write");
    }
  }

  /** Frees what the engine holds outside the heap; nothing may follow. */
  static void free(@Nullable TlsLink link) {
    if (link != null) {
      ReferenceCountUtil.safeRelease(link.engine);
    }
  }
}
