package dev.freshet.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.CloseReason;
import dev.freshet.model.Draft;
import dev.freshet.model.Payload;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** A dialect of lines, such as a user might write. */
public record LineDialect(Wire wire) implements Dialect {

  @Override
  public String name() {
    return "lines";
  }

  @Override
  public Command decode(ByteBuf payload, boolean text) {
    return new Command.Publish(null, Draft.of(Payload.binary(ByteBufUtil.getBytes(payload))));
  }

  @Override
  public void encode(ByteBuf out, Signal signal) {
    out.writeCharSequence(
        switch (signal) {
          case Signal.Subscribed s -> "subscribed\n";
          case Signal.Reset s -> "reset\n";
          case Signal.Standing s -> "standing\n";
          case Signal.ComeBack(var after) -> "come back " + after + "\n";
          case Signal.Failed failed -> "failed: " + failed.problem().code() + "\n";
          case Signal.Reply reply -> reply + "\n";
        },
        UTF_8);
  }

  @Override
  public void heartbeat(ByteBuf out) {
    out.writeByte('\n');
  }

  @Override
  public boolean answersHeartbeat() {
    return false;
  }

  @Override
  public void farewell(ByteBuf out, CloseReason reason) {
    out.writeCharSequence("bye: " + reason + "\n", UTF_8);
  }
}
