package dev.freshet.wire.sse;

import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Server-Sent Events. What is not a publication is an event whose name starts with {@code
 * freshet:}, so that an application's own handlers never see it by accident.
 */
public final class SseDialect implements Dialect {
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final SseDialect[] KINDS = {
    new SseDialect(false, false), new SseDialect(false, true),
    new SseDialect(true, false), new SseDialect(true, true)
  };

  private final SseWire wire;

  private SseDialect(boolean json, boolean several) {
    this.wire = new SseWire(json, several);
  }

  /**
   * The one instance of this kind.
   *
   * @param several whether the connection has more than one channel, so that ids list all positions
   */
  public static SseDialect of(boolean json, boolean several) {
    return KINDS[(json ? 2 : 0) + (several ? 1 : 0)];
  }

  @Override
  public String name() {
    return "sse";
  }

  @Override
  public Wire wire() {
    return wire;
  }

  /** Nothing can arrive on an event stream. */
  @Override
  public Command decode(ByteBuf payload, boolean text) {
    return new Command.Malformed(Problem.BAD_REQUEST, "an event stream takes no messages");
  }

  /**
   * A subscription is told by a block with an id alone: it moves the client's last event id without
   * an event, so that a connection cut before the first event resumes too.
   */
  @Override
  public void encode(ByteBuf out, Signal signal) {
    switch (signal) {
      case Signal.Subscribed(_, var position, _) -> {
        if (position != null && !wire.wantsPrefix()) {
          wire.prefix(out, List.of(position));
          out.writeByte('\n');
        }
      }
      case Signal.Standing(var positions) -> {
        wire.prefix(out, positions);
        out.writeByte('\n');
      }
      case Signal.Reset(var channel, var position) -> {
        if (position != null && !wire.wantsPrefix()) {
          wire.prefix(out, List.of(position));
        }
        event(
            out,
            "freshet:reset",
            json -> {
              json.writeStringProperty("channel", channel.name());
              if (position != null) {
                Envelope.write(json, position);
              }
            });
      }
      case Signal.ComeBack(var afterMillis) -> retry(out, afterMillis);
      case Signal.Reply reply ->
          throw new IllegalArgumentException(reply + " (expected: no answer to a command)");
      case Signal.Failed(var problem, var detail) ->
          event(
              out,
              "freshet:failed",
              json -> {
                json.writeStringProperty("code", problem.code());
                json.writeStringProperty("detail", detail);
              });
    }
  }

  /** Appends the field that tells the client how long to wait before it reconnects. */
  public static void retry(ByteBuf out, long milliseconds) {
    SseWire.field(out, "retry", Long.toString(milliseconds));
    out.writeByte('\n');
  }

  private static void event(ByteBuf out, String name, Consumer<JsonGenerator> properties) {
    SseWire.field(out, "event", name);
    ByteBufUtil.writeAscii(out, "data: ");
    try (var json = Envelope.generator(new ByteBufOutputStream(out))) {
      json.writeStartObject();
      properties.accept(json);
      json.writeEndObject();
    }
    out.writeByte('\n').writeByte('\n');
  }

  @Override
  public void heartbeat(ByteBuf out) {
    out.writeBytes(HEARTBEAT);
  }

  @Override
  public boolean answersHeartbeat() {
    return false;
  }

  /** A comment for people who read the stream; the client reconnects by itself. */
  @Override
  public void farewell(ByteBuf out, CloseReason reason) {
    out.writeByte(':').writeByte(' ');
    ByteBufUtil.writeUtf8(out, reason.text());
    out.writeByte('\n').writeByte('\n');
  }
}
