package dev.freshet.wire.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Member;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files below {@code pusher/}: {@code client} has frames ({@code >}) and the commands they are
 * read as ({@code =}), {@code server} what is written, a line a frame.
 */
final class Golden {
  private Golden() {}

  /** The names of the files of a direction, sorted, without their ending. */
  static List<String> names(String direction) {
    try (var files = Files.list(folder(direction))) {
      return files.map(file -> file.getFileName().toString().replace(".txt", "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String direction, String name) {
    try {
      return Files.readAllLines(folder(direction).resolve(name + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(String direction) {
    try {
      return Path.of(
          Objects.requireNonNull(Golden.class.getResource("/pusher/" + direction)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is written, read back: the text of text frames, {@code close CODE REASON}. */
  static List<String> frames(Consumer<ByteBuf> writer) {
    ByteBuf in = Unpooled.buffer();
    writer.accept(in);
    var frames = new ArrayList<String>();
    while (in.isReadable()) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      if (first == 0x88) {
        assertThat(length).isBetween(2, 125);
        int code = in.readUnsignedShort();
        frames.add("close " + code + " " + in.readCharSequence(length - 2, UTF_8));
      } else {
        assertThat(first).isEqualTo(0x81);
        frames.add(in.readCharSequence(length, UTF_8).toString());
      }
    }
    return frames;
  }

  /** A command in a line. */
  static String describe(Command command) {
    return switch (command) {
      case Command.Subscribe(var channel, var claim, var membership) ->
          "subscribe %s, %s, %s".formatted(channel, describe(claim), describe(membership));
      case Command.Unsubscribe(var channel) -> "unsubscribe " + channel;
      case Command.Relay(var channel, var draft, var confined) ->
          "relay %s on %s, %s %s, %s"
              .formatted(
                  draft.event(),
                  channel,
                  draft.payload().isJson() ? "json" : "text",
                  new String(draft.payload().bytes(), UTF_8).replace("\n", "\\n"),
                  confined ? "confined" : "open to all");
      case Command.SignIn(var proof, var user, var watchlist, var statement) ->
          "sign in as %s, watching %s, %s, stating %s"
              .formatted(describe(user), watchlist, describe(new Claim.Proven(proof)), statement);
      case Command.Ping _ -> "ping";
      case Command.Alive _ -> "alive";
      case Command.Malformed(var problem, var detail, var channel) ->
          "malformed %s%s: %s".formatted(problem.code(), on(channel), detail);
      case Command.BadSignIn(var detail) -> "bad sign-in: " + detail;
      case Command.Publish _ -> "publish";
    };
  }

  private static String on(@Nullable String channel) {
    return channel == null ? "" : " on " + channel;
  }

  private static String describe(Claim claim) {
    return switch (claim) {
      case Claim.Open _ -> "open";
      case Claim.Proven(var proof) ->
          proof == null
              ? "no proof"
              : "%s signed [%s] as %s".formatted(proof.key(), proof.suffix(), proof.signature());
      case Claim.OfUser(var user) -> "of user " + user;
    };
  }

  private static String describe(Membership membership) {
    return switch (membership) {
      case Membership.None _ -> "no member";
      case Membership.As(var member) -> "member " + describe(member);
      case Membership.AsUser _ -> "member who is signed in";
    };
  }

  private static String describe(Member member) {
    assertThat(member.info().isJson()).isTrue();
    return member.id() + " " + new String(member.info().bytes(), UTF_8);
  }
}
