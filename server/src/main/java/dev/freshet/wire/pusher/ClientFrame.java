package dev.freshet.wire.pusher;

import dev.freshet.model.Draft;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Proof;
import dev.freshet.model.Refused;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import dev.freshet.wire.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads what clients send: {@code {"event","channel"?,"data"?}}. */
final class ClientFrame {
  private static final String CLIENT_EVENT = "client-";
  private static final int MAX_ECHO = 40;

  private final String event;
  private final Fields fields;

  private ClientFrame(String event, Fields fields) {
    this.event = event;
    this.fields = fields;
  }

  /**
   * Reads one.
   *
   * @param utf8 valid UTF-8
   */
  static Command read(byte[] utf8) {
    try {
      Fields fields = Fields.read("the frame", utf8, "event", "channel", "data");
      String event = fields.string("event");
      if (event == null) {
        return new Command.Malformed(Problem.BAD_REQUEST, "a frame needs an event");
      }
      return new ClientFrame(event, fields).command();
    } catch (Refused e) {
      return new Command.Malformed(e.problem(), e.detail());
    }
  }

  private Command command() {
    return switch (event) {
      case "pusher:subscribe" -> subscribe();
      case "pusher:unsubscribe" -> new Command.Unsubscribe(channel(data("channel")));
      case "pusher:signin" -> signIn();
      case "pusher:ping" -> new Command.Ping();
      case "pusher:pong" -> new Command.Alive();
      default -> event.startsWith(CLIENT_EVENT) ? relay() : unknown();
    };
  }

  private Command unknown() {
    return new Command.Malformed(
        Problem.BAD_REQUEST,
        "unknown event %s; events of clients begin with client-".formatted(shortened(event)));
  }

  private Command relay() {
    String channel = fields.string("channel");
    Fields.Value data = fields.getOrNull("data");
    if (channel == null || data == null) {
      return new Command.Malformed(Problem.BAD_REQUEST, "a client event needs channel and data");
    }
    if (!Draft.isLabel(event)) {
      return new Command.Malformed(
          Problem.BAD_LABEL,
          "an event name has 1 to %d characters and no control characters"
              .formatted(Draft.MAX_LABEL));
    }
    ChannelKind kind = ChannelKind.of(channel);
    if (kind == ChannelKind.USER || kind == ChannelKind.RESERVED) {
      return new Command.Malformed(Problem.FORBIDDEN, "clients do not publish to this channel");
    }
    return new Command.Relay(
        channel, new Draft(data.payload(), event, null, null, null), kind.isConfined());
  }

  private Command subscribe() {
    Fields data = data("channel", "auth", "channel_data");
    String channel = channel(data);
    try {
      return subscribe(channel, data);
    } catch (Refused e) {
      return new Command.Malformed(e.problem(), e.detail(), channel);
    }
  }

  private static Command subscribe(String channel, Fields data) {
    return switch (ChannelKind.of(channel)) {
      case PUBLIC -> new Command.Subscribe(channel, new Claim.Open(), new Membership.None());
      case PRIVATE, ENCRYPTED ->
          new Command.Subscribe(
              channel, proven(channel, data, channelData(data)), new Membership.None());
      case PRESENCE -> {
        String who = channelData(data);
        yield new Command.Subscribe(
            channel,
            proven(channel, data, who),
            who == null
                ? new Membership.AsUser()
                : new Membership.As(member("channel_data", who, "user_id")));
      }
      case USER ->
          new Command.Subscribe(
              channel, new Claim.OfUser(ChannelKind.user(channel)), new Membership.None());
      case RESERVED ->
          throw new Refused(
              Problem.BAD_CHANNEL,
              "a name beginning with # must be %s and a user's id"
                  .formatted(ChannelKind.USER_PREFIX));
    };
  }

  /** An empty one is what a client sends that has none. */
  private static @Nullable String channelData(Fields data) {
    String text = data.string("channel_data");
    return text == null || text.isEmpty() ? null : text;
  }

  private static Claim proven(String channel, Fields data, @Nullable String channelData) {
    return new Claim.Proven(proof(data, PusherSignature.channelSuffix(channel, channelData)));
  }

  /** Null when the client shows none that could be good. */
  private static @Nullable Proof proof(Fields data, String suffix) {
    Fields.Value auth = data.get("auth");
    if (auth == null || !auth.isString()) {
      return null;
    }
    String text = auth.text();
    int colon = text.indexOf(':');
    return colon <= 0 || colon == text.length() - 1
        ? null
        : new Proof(text.substring(0, colon), suffix, text.substring(colon + 1));
  }

  private Command signIn() {
    try {
      Fields data = data("auth", "user_data");
      String statement = data.string("user_data");
      if (statement == null) {
        return new Command.BadSignIn("a sign-in needs user_data");
      }
      Proof proof = proof(data, PusherSignature.userSuffix(statement));
      if (proof == null) {
        return new Command.BadSignIn("a sign-in needs auth: the app's key, a colon, a signature");
      }
      Fields user = Fields.read("user_data", utf8(statement), "id", "user_info", "watchlist");
      return new Command.SignIn(proof, member(user, "id"), watchlist(user), statement);
    } catch (Refused e) {
      return new Command.BadSignIn(e.detail());
    }
  }

  private static Member member(String what, String text, String id) {
    return member(Fields.read(what, utf8(text), id, "user_info"), id);
  }

  private static Member member(Fields fields, String idName) {
    Fields.Value id = fields.get(idName);
    if (id == null || !(id.isString() || id.token().isNumeric())) {
      throw Fields.bad(idName + " must be a string or a number");
    }
    if (!Draft.isLabel(id.text())) {
      throw Fields.bad(
          "%s must have 1 to %d characters and no control characters"
              .formatted(idName, Draft.MAX_LABEL));
    }
    Fields.Value info = fields.get("user_info");
    if (info == null) {
      return Member.of(id.text());
    }
    if (!info.isObject()) {
      throw Fields.bad("user_info must be an object");
    }
    return new Member(id.text(), info.json());
  }

  private static List<String> watchlist(Fields user) {
    Fields.Value list = user.get("watchlist");
    if (list == null) {
      return List.of();
    }
    if (list.token() != JsonToken.START_ARRAY) {
      throw Fields.bad("watchlist must be an array of strings");
    }
    var ids = new ArrayList<String>();
    try (var json = Envelope.JSON.createParser(ObjectReadContext.empty(), list.utf8())) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.VALUE_STRING || !Draft.isLabel(json.getString())) {
          throw Fields.bad("watchlist must be an array of the ids of users");
        }
        ids.add(json.getString());
      }
    }
    return List.copyOf(ids);
  }

  /** The object in {@code data}; some clients send it as a string. */
  private Fields data(String... names) {
    Fields.Value data = fields.get("data");
    if (data == null || !(data.isString() || data.isObject())) {
      throw Fields.bad("data must be an object");
    }
    return Fields.read("data", data.utf8(), names);
  }

  private static String channel(Fields data) {
    String channel = data.string("channel");
    if (channel == null) {
      throw Fields.bad("data needs a channel");
    }
    return channel;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) > MAX_ECHO
        ? name.substring(0, name.offsetByCodePoints(0, MAX_ECHO)) + "…"
        : name;
  }
}
