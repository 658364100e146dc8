package dev.freshet.wire.plain;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.wire.Deflate;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;

/** The body alone: a text frame for a text body, a binary frame for any other. */
final class RawWire implements Wire {
  private final boolean deflate;

  RawWire(boolean deflate) {
    this.deflate = deflate;
  }

  @Override
  public String name() {
    return deflate ? "ws-deflate" : "ws";
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    byte[] body = publication.payload().bytes();
    int opcode = publication.payload().isText() ? FrameWriter.TEXT : FrameWriter.BINARY;
    if (deflate) {
      Deflate.frame(out, opcode, body);
    } else {
      FrameWriter.header(out, opcode, false, body.length);
      out.writeBytes(body);
    }
  }
}
