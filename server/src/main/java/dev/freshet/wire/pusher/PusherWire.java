package dev.freshet.wire.pusher;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Publication;
import dev.freshet.model.Sender;
import dev.freshet.wire.Deflate;
import dev.freshet.wire.FrameWriter;
import dev.freshet.wire.Wire;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Publications and news of channels as events in text frames. */
final class PusherWire implements Wire {
  /** The name of an event that was published without one. */
  private static final String NAMELESS = "message";

  private final boolean deflate;

  PusherWire(boolean deflate) {
    this.deflate = deflate;
  }

  @Override
  public String name() {
    return deflate ? "pusher-deflate" : "pusher";
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
    Notice notice = publication.notice();
    byte[] frame =
        notice == null
            ? message(channel.name(), publication)
            : news(notice, channel.name(), publication);
    if (frame == null) {
      return;
    }
    if (deflate) {
      Deflate.frame(out, FrameWriter.TEXT, frame);
    } else {
      FrameWriter.text(out, frame);
    }
  }

  private static byte[] message(String channel, Publication publication) {
    Sender sender = publication.sender();
    return ServerFrame.message(
        named(publication, NAMELESS),
        channel,
        sender == null ? null : sender.user(),
        publication.payload());
  }

  private static byte @Nullable [] news(Notice notice, String channel, Publication publication) {
    String member = named(publication, "");
    return switch (notice) {
      case JOINED ->
          ServerFrame.nested(
              "pusher_internal:member_added",
              channel,
              json -> ServerFrame.member(json, new Member(member, publication.payload())));
      case LEFT ->
          ServerFrame.nested(
              "pusher_internal:member_removed",
              channel,
              json -> {
                json.writeStartObject();
                json.writeStringProperty("user_id", member);
                json.writeEndObject();
              });
      case COUNT ->
          ServerFrame.nested(
              "pusher_internal:subscription_count",
              channel,
              json -> {
                json.writeStartObject();
                json.writeName("subscription_count");
                json.writeNumber(
                    new String(publication.payload().bytes(), StandardCharsets.US_ASCII));
                json.writeEndObject();
              });
      case DISCONNECT, LOST, RETURNED -> null;
    };
  }

  private static String named(Publication publication, String otherwise) {
    String event = publication.event();
    return event == null ? otherwise : event;
  }
}
