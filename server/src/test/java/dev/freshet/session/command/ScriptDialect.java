package dev.freshet.session.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Member;
import dev.freshet.model.Publication;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * A dialect whose frames are commands that a test lays ready, and whose signals are short lines.
 */
final class ScriptDialect implements Dialect, Wire {
  private final Queue<Command> commands = new ArrayDeque<>();

  void next(Command command) {
    commands.add(command);
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public Wire wire() {
    return this;
  }

  @Override
  public Command decode(ByteBuf payload, boolean text) {
    return commands.remove();
  }

  @Override
  public boolean takesNotices() {
    return true;
  }

  @Override
  public void encode(ByteBuf out, ChannelName channel, Publication publication) {
    if (channel.isInternal()) {
      return;
    }
    String what =
        publication.notice() == null
            ? publication.event() + "=" + new String(publication.payload().bytes(), UTF_8)
            : publication.notice() + " " + publication.event();
    out.writeCharSequence(channel.name() + ": " + what, UTF_8);
  }

  @Override
  public void encode(ByteBuf out, Signal signal) {
    String line =
        switch (signal) {
          case Signal.Joined(var channel, var roster) ->
              "joined "
                  + channel.name()
                  + (roster == null
                      ? ""
                      : " " + roster.members().stream().map(Member::id).sorted().toList());
          case Signal.NothingCached(var channel) -> "nothing cached " + channel.name();
          case Signal.NotSubscribed(var channel, var problem, var detail) ->
              "not subscribed " + channel + " " + problem.code();
          case Signal.Failed(var problem, var detail) -> "failed " + problem.code();
          case Signal.Watched(var online, var offline) ->
              "online " + online + " offline " + offline;
          default -> signal.toString();
        };
    out.writeCharSequence(Objects.requireNonNull(line), UTF_8);
  }

  @Override
  public void heartbeat(ByteBuf out) {}

  @Override
  public boolean answersHeartbeat() {
    return true;
  }

  @Override
  public void farewell(ByteBuf out, CloseReason reason) {}
}
