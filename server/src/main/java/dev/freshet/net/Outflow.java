package dev.freshet.net;

import dev.freshet.hub.Encoded;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way to its socket. Nearly every delivery is one batch to a socket that takes it
 * whole. On epoll without TLS such a batch is held until the flush and then written from the shared
 * buffer by one system call; Netty gets what does not fit that: a second batch before the flush,
 * words of the session, and the rest when the socket takes less. That saves its queue, the slice
 * for it, two atomic counts and the walk through the pipeline. Owned by its loop.
 */
class Outflow extends ChannelInboundHandlerAdapter {
  private @Nullable ChannelHandlerContext context;

  /** The socket, where it may be written to directly. */
  private @Nullable Socket direct;

  /** What the next flush writes, and from which publication on. */
  private @Nullable Encoded held;

  private int heldFrom;

  /** Whether Netty may have something that is not written; at first, the answer to the request. */
  private boolean queued = true;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Finds out what kind of socket it is; once, when no other handler but TLS is left. */
  final void beginOutflow() {
    if (context().channel() instanceof EpollSocketChannel channel
        && channel.fd() instanceof Socket socket
        && context().pipeline().get(SslHandler.class) == null) {
      direct = socket;
    }
  }

  /**
   * Keeps a batch for the next flush.
   *
   * @return false when it has to go through Netty
   */
  final boolean hold(Encoded batch, int first) {
    if (direct == null || held != null || hasQueued() || batch.address(first) == 0) {
      return false;
    }
    held = batch.retain();
    heldFrom = first;
    return true;
  }

  private boolean hasQueued() {
    if (queued) {
      ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
      queued = buffer == null || buffer.totalPendingWriteBytes() > 0 || !buffer.isEmpty();
    }
    return queued;
  }

  /**
   * Queues.
   *
   * @param bytes the socket's from now on
   */
  final void queue(ByteBuf bytes) {
    handOver();
    queued = true;
    var _ = context().write(bytes, context().voidPromise());
  }

  /**
   * Queues the last that is said, and flushes.
   *
   * @param bytes the socket's from now on
   */
  final ChannelFuture finish(ByteBuf bytes) {
    handOver();
    queued = true;
    return context().writeAndFlush(bytes);
  }

  /** Puts what is held or queued on the socket. */
  final void flushSocket() {
    Encoded batch = held;
    if (batch == null) {
      context().flush();
      return;
    }
    held = null;
    try {
      int length = batch.lengthFrom(heldFrom);
      int written = write(batch.address(heldFrom), length);
      if (written < length) {
        ByteBuf rest = batch.retainedFrom(heldFrom);
        queue(rest.skipBytes(written));
        context().flush();
      }
    } finally {
      batch.release();
    }
  }

  /** How much the socket took; what fails here fails for Netty again, which ends the socket. */
  private int write(long address, int length) {
    Socket socket = direct;
    // A closed descriptor's number may be another socket's by now.
    if (socket == null || !socket.isOpen()) {
      return 0;
    }
    try {
      // send(2) goes straight to the socket, where write(2) first walks through what files need.
      return socket.sendAddress(address, 0, length);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Lets go what is held; the socket is gone. */
  final void forgetHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /** Whether Netty takes more without counting the client as slow. */
  final boolean isWritable() {
    return context().channel().isWritable();
  }

  /** How many bytes wait for the socket. */
  final long pendingBytes() {
    ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
    long waiting = held == null ? 0 : held.lengthFrom(heldFrom);
    return buffer == null ? waiting : waiting + buffer.totalPendingWriteBytes();
  }

  final ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "context");
  }

  private void handOver() {
    Encoded batch = held;
    if (batch != null) {
      held = null;
      queued = true;
      var _ = context().write(batch.retainedFrom(heldFrom), context().voidPromise());
      batch.release();
    }
  }
}
