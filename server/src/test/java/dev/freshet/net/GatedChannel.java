package dev.freshet.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;

/** A socket whose peer reads only when a test lets it. */
final class GatedChannel extends EmbeddedChannel {
  private boolean shut;

  GatedChannel(int low, int high) {
    config().setWriteBufferWaterMark(new WriteBufferWaterMark(low, high));
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) throws Exception {
    if (!shut) {
      super.doWrite(in);
    }
  }

  /** The peer stops reading: nothing that is flushed leaves any more. */
  void shut() {
    shut = true;
  }

  /** The peer reads all there is. */
  void open() {
    shut = false;
    flush();
    runPendingTasks();
  }

  /** What left the socket since the last call. */
  byte[] sent() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = readOutbound(); next != null; next = readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    return ByteBufUtil.getBytes(all);
  }
}
