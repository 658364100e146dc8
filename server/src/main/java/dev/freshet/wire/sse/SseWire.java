package dev.freshet.wire.sse;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A publication as one event. A text body becomes one {@code data} field a line (a lone carriage
 * return is a line break too, as in the standard's parser); a binary body becomes base64.
 *
 * <p>On a connection with several channels the {@code id} says where the client stands in each,
 * which differs from one connection to the next: there the session writes it as a prefix.
 */
final class SseWire implements Wire {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  private final boolean json;
  private final boolean several;

  SseWire(boolean json, boolean several) {
    this.json = json;
    this.several = several;
  }

  @Override
  public String name() {
    return (json ? "sse-json" : "sse") + (several ? "-several" : "");
  }

  @Override
  public boolean wantsPrefix() {
    return several;
  }

  @Override
  public void prefix(ByteBuf out, List<Position> positions) {
    ByteBufUtil.writeAscii(out, "id: ");
    for (int i = 0; i < positions.size(); i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      ByteBufUtil.writeAscii(out, positions.get(i).toString());
    }
    out.writeByte('\n');
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    if (!several && publication.hasPosition()) {
      field(out, "id", publication.position().toString());
    }
    if (publication.event() != null) {
      field(out, "event", publication.event());
    }
    if (json) {
      out.writeBytes(DATA);
      Envelope.write(out, channel, publication);
      out.writeByte('\n');
    } else if (publication.payload().isText()) {
      lines(out, publication.payload().bytes());
    } else {
      lines(out, Base64.getEncoder().encode(publication.payload().bytes()));
    }
    out.writeByte('\n');
  }

  /** Appends one field; the value has no line break. */
  static void field(ByteBuf out, String name, String value) {
    ByteBufUtil.writeAscii(out, name);
    out.writeByte(':').writeByte(' ');
    ByteBufUtil.writeUtf8(out, value);
    out.writeByte('\n');
  }

  private static void lines(ByteBuf out, byte[] body) {
    int start = 0;
    for (int i = 0; i < body.length; i++) {
      byte b = body[i];
      if (b == '\n' || b == '\r') {
        line(out, body, start, i);
        if (b == '\r' && i + 1 < body.length && body[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    line(out, body, start, body.length);
  }

  private static void line(ByteBuf out, byte[] body, int start, int end) {
    out.writeBytes(DATA).writeBytes(body, start, end - start).writeByte('\n');
  }
}
