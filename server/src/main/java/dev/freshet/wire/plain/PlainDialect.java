package dev.freshet.wire.plain;

import dev.freshet.model.CloseReason;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Drafts;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;

/** Plain WebSocket (RFC 6455), raw or JSON, with or without permessage-deflate (RFC 7692). */
public final class PlainDialect implements Dialect {
  private static final PlainDialect RAW = new PlainDialect(false, false);
  private static final PlainDialect RAW_DEFLATE = new PlainDialect(false, true);
  private static final PlainDialect JSON = new PlainDialect(true, false);
  private static final PlainDialect JSON_DEFLATE = new PlainDialect(true, true);

  private final boolean json;
  private final Wire wire;

  private PlainDialect(boolean json, boolean deflate) {
    this.json = json;
    this.wire = json ? new JsonWire(deflate) : new RawWire(deflate);
  }

  /** The one instance of this kind. */
  public static PlainDialect of(boolean json, boolean deflate) {
    if (json) {
      return deflate ? JSON_DEFLATE : JSON;
    }
    return deflate ? RAW_DEFLATE : RAW;
  }

  @Override
  public String name() {
    return json ? "ws-json" : "ws";
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public Command decode(ByteBuf payload, boolean text) {
    if (!json) {
      byte[] body = ByteBufUtil.getBytes(payload);
      return new Command.Publish(null, Draft.of(text ? Payload.text(body) : Payload.binary(body)));
    }
    if (!text) {
      return new Command.Malformed(Problem.BAD_JSON, "with format=json send text frames");
    }
    InputStream in = new ByteBufInputStream(payload.duplicate());
    try (var parser = Envelope.JSON.createParser(ObjectReadContext.empty(), in)) {
      parser.nextToken();
      var addressed = Drafts.read(parser);
      if (parser.nextToken() != null) {
        return new Command.Malformed(Problem.BAD_JSON, "one object a frame");
      }
      return new Command.Publish(addressed.channel(), addressed.draft());
    } catch (Refused e) {
      return new Command.Malformed(e.problem(), e.detail());
    } catch (JacksonException e) {
      return new Command.Malformed(Problem.BAD_JSON, "the frame is not valid JSON");
    }
  }

  /** Raw clients hear bodies and nothing else, so only JSON ones are told. */
  @Override
  public void encode(ByteBuf out, Signal signal) {
    if (!json) {
      return;
    }
    ByteBuf object = ByteBufAllocator.DEFAULT.buffer(128);
    try {
      Envelope.write(object, signal);
      FrameWriter.header(out, FrameWriter.TEXT, false, object.readableBytes());
      out.writeBytes(object);
    } finally {
      object.release();
    }
  }

  @Override
  public void heartbeat(ByteBuf out) {
    FrameWriter.ping(out);
  }

  @Override
  public boolean answersHeartbeat() {
    return true;
  }

  @Override
  public void farewell(ByteBuf out, CloseReason reason) {
    FrameWriter.close(out, reason.code(), reason.text());
  }
}
