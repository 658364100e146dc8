package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Member;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.model.Roster;
import dev.freshet.model.Sender;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Envelope;
import dev.freshet.wire.Signal;
import dev.freshet.wire.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.ObjectReadContext;

/**
 * Whatever a client sends is a command or malformed, and all that comes of it can be written to
 * other clients as one frame of valid JSON.
 */
class PusherDialectFuzzTest {
  private static final Dialect PUSHER = PusherDialect.of(false);
  private static final ChannelName CHANNEL = new ChannelName("app", "c");

  @FuzzTest(maxDuration = "90s")
  void anyFrameIsACommand(byte[] input) {
    ByteBuf payload = Unpooled.wrappedBuffer(input);
    Command command = PUSHER.decode(payload, Utf8.isValid(input));
    assertThat(payload.readableBytes()).isEqualTo(input.length);
    switch (command) {
      case Command.Subscribe(var channel, var claim, var membership) ->
          subscribed(channel, claim, membership);
      case Command.Relay(var _, var draft, var _) -> relayed(draft);
      case Command.SignIn(var proof, var user, var watchlist, var statement) -> {
        assertThat(proof.suffix()).isEqualTo("::user::" + statement);
        joined(user);
        assertThat(watchlist).allMatch(Draft::isLabel);
        written(out -> PUSHER.encode(out, new Signal.SignedIn(statement)));
        written(out -> PUSHER.encode(out, new Signal.Watched(List.of(user.id()), watchlist)));
      }
      case Command.Malformed(var problem, var detail, var channel) ->
          written(out ->
              PUSHER.encode(
                  out,
                  channel == null
                      ? new Signal.Failed(problem, detail)
                      : new Signal.NotSubscribed(channel, problem, detail)));
      case Command.BadSignIn(var detail) -> assertThat(detail).isNotBlank();
      case Command.Unsubscribe _, Command.Ping _, Command.Alive _ -> {}
      case Command.Publish _ -> throw new AssertionError(command);
    }
  }

  private static void subscribed(String channel, Claim claim, Membership membership) {
    if (claim instanceof Claim.Proven(var proof) && proof != null) {
      assertThat(proof.suffix()).startsWith(":" + channel);
      assertThat(proof.key()).isNotEmpty().doesNotContain(":");
      assertThat(proof.signature()).isNotEmpty();
    }
    if (membership instanceof Membership.As(var member)) {
      assertThat(channel).startsWith("presence-");
      joined(member);
    }
    ChannelName name = new ChannelName("app", channel);
    written(out -> PUSHER.encode(out, new Signal.Joined(name, null)));
  }

  private static void joined(Member member) {
    assertThat(Draft.isLabel(member.id())).isTrue();
    written(out -> PUSHER.encode(out, new Signal.Joined(CHANNEL, new Roster(1, List.of(member)))));
  }

  private static void relayed(Draft draft) {
    assertThat(draft.event()).startsWith("client-");
    Payload payload = draft.payload();
    assertThat(Utf8.isValid(payload.bytes())).isTrue();
    if (payload.isJson()) {
      valid(payload.bytes());
    }
    var publication = Publication.of(draft.by(new Sender("1.2", "u")), "", 0, 1);
    written(out -> PUSHER.wire().encode(out, CHANNEL, publication));
  }

  private static void written(Consumer<ByteBuf> writer) {
    List<String> frames = Golden.frames(writer);
    assertThat(frames).hasSize(1);
    valid(frames.getFirst().getBytes(UTF_8));
  }

  /** One value, and nothing after it. */
  private static void valid(byte[] json) {
    try (var parser = Envelope.JSON.createParser(ObjectReadContext.empty(), json)) {
      assertThat(parser.nextToken()).isNotNull();
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }
}
