package dev.freshet.wire.pusher;

import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Roster;
import dev.freshet.wire.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a signal looks like to a client of Pusher's. */
final class Told {
  private Told() {}

  /** The JSON; null for a signal such a client has no way to be told. */
  static byte @Nullable [] frame(Signal signal) {
    return switch (signal) {
      case Signal.Subscribed _, Signal.Reset _, Signal.Standing _, Signal.ComeBack _ -> null;
      case Signal.Failed(var problem, var detail) -> failed(problem, detail);
      case Signal.Welcome welcome -> welcome(welcome);
      case Signal.Pong _ -> ServerFrame.object("pusher:pong", null, ServerFrame::nothing);
      case Signal.Joined(var channel, var roster) -> joined(channel.name(), roster);
      case Signal.NothingCached(var channel) ->
          ServerFrame.nested("pusher:cache_miss", channel.name(), ServerFrame::nothing);
      case Signal.NotSubscribed refusal -> notSubscribed(refusal);
      case Signal.SignedIn(var statement) -> signedIn(statement);
      case Signal.Watched(var online, var offline) -> watched(online, offline);
    };
  }

  private static byte[] failed(Problem problem, String detail) {
    Integer code =
        switch (problem) {
          case RATE_LIMITED -> 4301;
          case WATCHLIST_TOO_LONG -> 4302;
          default -> null;
        };
    return ServerFrame.error(code, text(problem, detail));
  }

  private static byte[] welcome(Signal.Welcome welcome) {
    return ServerFrame.nested(
        "pusher:connection_established",
        null,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("socket_id", welcome.connection());
          json.writeNumberProperty("activity_timeout", welcome.activitySeconds());
          json.writeEndObject();
        });
  }

  private static byte[] joined(String channel, @Nullable Roster roster) {
    return ServerFrame.nested(
        "pusher_internal:subscription_succeeded",
        channel,
        roster == null ? ServerFrame::nothing : json -> roster(json, roster.members()));
  }

  private static void roster(JsonGenerator json, List<Member> members) {
    json.writeStartObject();
    json.writeObjectPropertyStart("presence");
    json.writeNumberProperty("count", members.size());
    json.writeArrayPropertyStart("ids");
    for (Member member : members) {
      json.writeString(member.id());
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("hash");
    for (Member member : members) {
      json.writeName(member.id());
      ServerFrame.raw(json, member.info());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static byte[] notSubscribed(Signal.NotSubscribed refusal) {
    Problem problem = refusal.problem();
    return ServerFrame.object(
        "pusher:subscription_error",
        refusal.channel(),
        json -> {
          json.writeStartObject();
          json.writeStringProperty("type", type(problem));
          json.writeStringProperty("error", text(problem, refusal.detail()));
          json.writeNumberProperty("status", problem.status());
          json.writeEndObject();
        });
  }

  private static String type(Problem problem) {
    return switch (problem) {
      case UNAUTHORIZED, TOKEN_INVALID, TOKEN_EXPIRED, FORBIDDEN, ORIGIN_REFUSED, APP_UNKNOWN ->
          "AuthError";
      case TOO_MANY_MEMBERS,
          TOO_MANY_CONNECTIONS,
          TOO_MANY_CHANNELS,
          RATE_LIMITED,
          BODY_TOO_LARGE,
          CONNECTION_LIMIT ->
          "LimitReached";
      default -> problem.status() < 500 ? "BadRequest" : "ServerError";
    };
  }

  private static byte[] signedIn(String statement) {
    return ServerFrame.object(
        "pusher:signin_success",
        null,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("user_data", statement);
          json.writeEndObject();
        });
  }

  private static byte[] watched(List<String> online, List<String> offline) {
    return ServerFrame.nested(
        "pusher_internal:watchlist_events",
        null,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("events");
          watched(json, "online", online);
          watched(json, "offline", offline);
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void watched(JsonGenerator json, String name, List<String> users) {
    if (users.isEmpty()) {
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeArrayPropertyStart("user_ids");
    users.forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String text(Problem problem, String detail) {
    return detail.isEmpty() ? problem.title() : detail;
  }
}
