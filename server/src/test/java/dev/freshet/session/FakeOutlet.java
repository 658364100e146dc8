package dev.freshet.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.hub.Encoded;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An outlet that writes down what it is given, and like a connection takes nothing once closed. */
public final class FakeOutlet implements Outlet {
  private final List<String> events = new ArrayList<>();
  private @Nullable Session session;
  private int closeAfter = Integer.MAX_VALUE;
  private boolean closed;

  /** Whom it tells that it was closed. */
  public void serve(Session served) {
    session = served;
  }

  /** Acts like a connection that is found too slow at this publication, counted from 1. */
  void tooSlowAt(int publication) {
    closeAfter = publication;
  }

  @Override
  public void write(Encoded batch, int first, SlowReader policy) {
    ByteBuf bytes = batch.retainedFrom(first);
    take(bytes.toString(UTF_8));
    bytes.release();
  }

  @Override
  public void write(
      ByteBuf bytes, ChannelName channel, Publication publication, SlowReader policy) {
    take(bytes.toString(UTF_8));
    bytes.release();
  }

  @Override
  public void write(ByteBuf bytes) {
    if (!closed) {
      events.add(bytes.toString(UTF_8));
    }
    bytes.release();
  }

  @Override
  public void flush() {
    if (!closed) {
      events.add("flush");
    }
  }

  @Override
  public void close(CloseReason reason) {
    if (!closed) {
      closed = true;
      events.add("close " + reason);
      if (session != null) {
        session.closed();
      }
    }
  }

  private void take(String text) {
    if (closed) {
      return;
    }
    if (--closeAfter == 0) {
      close(CloseReason.SLOW_READER);
    } else {
      events.add(text);
    }
  }

  /** Everything written, as text, with {@code flush} and {@code close REASON} between. */
  public List<String> events() {
    return events;
  }

  /** Everything so far, which is forgotten by this call. */
  public List<String> take() {
    var taken = List.copyOf(events);
    events.clear();
    return taken;
  }
}
