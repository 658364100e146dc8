package dev.freshet.wire.plain;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.wire.Deflate;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The body with its event, position and time, as a JSON object in a text frame. */
final class JsonWire implements Wire {
  private final boolean deflate;

  JsonWire(boolean deflate) {
    this.deflate = deflate;
  }

  @Override
  public String name() {
    return deflate ? "ws-json-deflate" : "ws-json";
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    var object = new ByteArrayOutputStream(publication.payload().size() + 160);
    try (var json = Envelope.generator(object)) {
      Envelope.write(json, channel, publication);
    }
    byte[] body = object.toByteArray();
    if (deflate) {
      Deflate.frame(out, FrameWriter.TEXT, body);
    } else {
      FrameWriter.header(out, FrameWriter.TEXT, false, body.length);
      out.writeBytes(body);
    }
  }
}
