package dev.freshet.wire;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import io.netty.buffer.ByteBuf;

/**
 * A wire for the clients that agreed on permessage-deflate: each publication is compressed once for
 * all of them. Clients without compression have a wire of their own.
 */
public final class Deflated implements Wire {

  /** What a publication looks like inside a frame. */
  @FunctionalInterface
  public interface Content {

    /**
     * Appends a publication, not framed.
     *
     * @param out grows as needed; stays the caller's
     * @return {@link FrameWriter#TEXT} or {@link FrameWriter#BINARY}
     */
    int write(ByteBuf out, ChannelName channel, Publication publication);
  }

  private final String name;
  private final Content content;

  /** A wire of this {@link Wire#name name}. */
  public Deflated(String name, Content content) {
    this.name = name;
    this.content = content;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    ByteBuf plain = out.alloc().buffer(publication.payload().size());
    try {
      int opcode = content.write(plain, channel, publication);
      Deflate.frame(out, opcode, plain);
    } finally {
      plain.release();
    }
  }
}
