package dev.freshet.wire.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The client's side of WHATWG HTML section 9.2.6, word for word. */
final class EventStream {

  /** What a page would see: {@code lastEventId} as it stands when the event is dispatched. */
  record Event(String type, String data, String lastEventId) {}

  private final List<Event> events = new ArrayList<>();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String idBuffer = "";
  private String lastEventId = "";
  private long reconnectionTime = -1;

  /** What a client makes of what is written. */
  static EventStream of(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return new EventStream(out.nioBuffer());
  }

  private EventStream(ByteBuffer bytes) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    // What follows the last line break is an incomplete line, and is discarded.
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        line(text.substring(start, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon < 0) {
      field(line, "");
    } else if (colon > 0) {
      String value = line.substring(colon + 1);
      field(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          idBuffer = value;
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]+")) {
          reconnectionTime = Long.parseLong(value);
        }
      }
      default -> throw new AssertionError("a field that no client knows: " + name);
    }
  }

  private void dispatch() {
    lastEventId = idBuffer;
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId));
    }
    data.setLength(0);
    type = "";
  }

  List<Event> events() {
    return events;
  }

  /** What the client sends when it reconnects. */
  String lastEventId() {
    return lastEventId;
  }

  /** Milliseconds; -1 when the stream did not say. */
  long reconnectionTime() {
    return reconnectionTime;
  }
}
