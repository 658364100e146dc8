package dev.freshet.hub;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;

/** A wire that has a byte for every publication, notices included. */
final class NoticeWire implements Wire {
  @Override
  public String name() {
    return "notices";
  }

  @Override
  public boolean takesNotices() {
    return true;
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    out.writeByte('.');
  }
}
