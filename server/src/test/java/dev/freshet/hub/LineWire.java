package dev.freshet.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A wire whose frames are lines, that notes what it encodes and fails where a test says so. */
public final class LineWire implements Wire {
  private final String name;
  private final List<String> encoded = new ArrayList<>();
  private String poison = "nothing has this body";

  /** Lines that start with the name of the wire. */
  public LineWire(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    var body = new String(publication.payload().bytes(), UTF_8);
    if (body.equals(poison)) {
      throw new IllegalStateException("poison");
    }
    encoded.add(body);
    out.writeCharSequence(name + " " + body + "\n", UTF_8);
  }

  /** Fails on this body from now on. */
  public void failOn(String body) {
    poison = body;
  }

  /** The bodies in the order they were encoded. */
  public List<String> encoded() {
    return encoded;
  }
}
