package dev.freshet.console.view;

import dev.freshet.cluster.History;
import dev.freshet.cluster.History.Page;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Publication;
import dev.freshet.model.Roster;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Apps;
import dev.freshet.session.Tenant;
import dev.freshet.wire.pusher.ChannelKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /console/api/channels}, {@code /channel} and {@code /history}: the channels of an app
 * over all nodes. Bodies of publications are in the last alone.
 */
final class ChannelRoutes {
  private static final int LIMIT = 50;
  private static final int LIMIT_MAX = 200;
  private static final int PREFIX_MAX = ChannelName.MAX_LENGTH;

  /** The most members that are told. */
  private static final int MEMBERS_MAX = 100;

  private static final int HISTORY = 20;
  private static final int HISTORY_MAX = 100;

  /** The most bytes of a body that are told, so that a page of history stays small. */
  private static final int BODY_MAX = 16 * 1024;

  private final Apps apps;
  private final Occupancy occupancy;
  private final Presence presence;
  private final History history;
  private final Queries queries;

  ChannelRoutes(
      Apps apps, Occupancy occupancy, Presence presence, History history, Queries queries) {
    this.apps = apps;
    this.occupancy = occupancy;
    this.presence = presence;
    this.history = history;
    this.queries = queries;
  }

  /** A page of the channels that have subscribers. */
  void list(Exchange exchange) {
    var query = exchange.request().query();
    Tenant tenant = Asked.tenant(apps, query);
    String prefix = text(query.one("prefix"));
    String after = text(query.one("after"));
    int limit = query.number("limit", 1, LIMIT_MAX, LIMIT);
    queries.await(
        exchange,
        () ->
            occupancy
                .page(tenant.app().id(), prefix, after, limit + 1)
                .thenCompose(page -> withUsers(tenant, page, limit, after.isEmpty())));
  }

  private static String text(@Nullable String value) {
    String text = value == null ? "" : value;
    return text.length() > PREFIX_MAX ? text.substring(0, PREFIX_MAX) : text;
  }

  private CompletionStage<Answer> withUsers(
      Tenant tenant, Map<String, Integer> page, int limit, boolean first) {
    var users = new LinkedHashMap<String, CompletableFuture<Integer>>();
    page.keySet().stream()
        .limit(limit)
        .filter(name -> ChannelKind.of(name) == ChannelKind.PRESENCE)
        .forEach(name ->
            users.put(name, presence.count(tenant.app().channel(name)).toCompletableFuture()));
    return CompletableFuture.allOf(users.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> Answer.json(200, json -> writeList(json, tenant, page, users, limit, first)));
  }

  private static void writeList(
      JsonGenerator json,
      Tenant tenant,
      Map<String, Integer> page,
      Map<String, CompletableFuture<Integer>> users,
      int limit,
      boolean first) {
    json.writeStartObject();
    json.writeArrayPropertyStart("channels");
    List<String> names = new ArrayList<>(page.keySet()).subList(0, Math.min(limit, page.size()));
    for (String name : names) {
      var members = users.get(name);
      json.writeStartObject();
      json.writeStringProperty("name", name);
      json.writeNumberProperty("subscriptions", page.getOrDefault(name, 0));
      number(json, "users", members == null ? null : Long.valueOf(members.join()));
      json.writeBooleanProperty("history", tenant.rule(name).keepsHistory());
      json.writeEndObject();
    }
    json.writeEndArray();
    boolean more = page.size() > limit;
    json.writeName("next");
    if (more) {
      json.writeString(names.getLast());
    } else {
      json.writeNull();
    }
    number(json, "total", first && !more ? (long) names.size() : null);
    json.writeEndObject();
  }

  /** What is found out of one channel. */
  private record Found(int subscriptions, @Nullable Roster roster, @Nullable Page oldest) {}

  /** One channel. */
  void one(Exchange exchange) {
    var query = exchange.request().query();
    Tenant tenant = Asked.tenant(apps, query);
    String name = Asked.channel(query);
    ChannelName channel = tenant.app().channel(name);
    var rule = tenant.rule(name);
    queries.await(
        exchange,
        () -> {
          CompletionStage<@Nullable Roster> roster =
              ChannelKind.of(name) == ChannelKind.PRESENCE
                  ? presence.roster(channel).thenApply(all -> all)
                  : CompletableFuture.completedFuture(null);
          CompletionStage<@Nullable Page> oldest =
              rule.keepsHistory()
                  ? history.read(channel, rule, null, 1, false).thenApply(page -> page)
                  : CompletableFuture.completedFuture(null);
          return occupancy
              .count(channel)
              .thenCombine(roster, (count, members) -> new Found(count, members, null))
              .thenCombine(
                  oldest, (found, page) -> new Found(found.subscriptions(), found.roster(), page))
              .thenApply(found -> Answer.json(200, json -> writeOne(json, name, found)));
        });
  }

  private static void writeOne(JsonGenerator json, String name, Found found) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeNumberProperty("subscriptions", found.subscriptions());
    Roster roster = found.roster();
    number(json, "users", roster == null ? null : (long) roster.members().size());
    json.writeName("members");
    if (roster == null) {
      json.writeNull();
    } else {
      writeMembers(json, roster);
    }
    json.writeName("history");
    if (found.oldest() == null) {
      json.writeNull();
    } else {
      writeHistory(json, found.oldest());
    }
    json.writeStringProperty("kind", ChannelKind.of(name).name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }

  private static void writeMembers(JsonGenerator json, Roster roster) {
    json.writeStartArray();
    roster.members().stream().limit(MEMBERS_MAX).forEach(member -> write(json, member));
    json.writeEndArray();
    json.writeNumberProperty("more", Math.max(0, roster.members().size() - MEMBERS_MAX));
  }

  private static void write(JsonGenerator json, Member member) {
    json.writeStartObject();
    json.writeStringProperty("user_id", member.id());
    json.writeEndObject();
  }

  /** Offsets have no gaps, so the oldest and the newest tell how many there are. */
  private static void writeHistory(JsonGenerator json, Page oldest) {
    List<Publication> first = oldest.publications();
    long kept = first.isEmpty() ? 0 : oldest.top().offset() - first.getFirst().offset() + 1;
    json.writeStartObject();
    json.writeNumberProperty("kept", kept);
    json.writeStringProperty("epoch", oldest.top().epoch());
    json.writeNumberProperty("offset", oldest.top().offset());
    number(json, "oldest_ms", first.isEmpty() ? null : first.getFirst().time());
    json.writeEndObject();
  }

  /** What a channel keeps, the newest first. */
  void history(Exchange exchange) {
    var query = exchange.request().query();
    Tenant tenant = Asked.tenant(apps, query);
    String name = Asked.channel(query);
    int limit = query.number("limit", 1, HISTORY_MAX, HISTORY);
    var rule = tenant.rule(name);
    queries.await(
        exchange,
        () -> {
          CompletionStage<List<Publication>> kept =
              rule.keepsHistory()
                  ? history
                      .read(tenant.app().channel(name), rule, null, limit, true)
                      .thenApply(Page::publications)
                  : CompletableFuture.completedFuture(List.of());
          return kept.thenApply(all -> Answer.json(200, json -> writePast(json, all)));
        });
  }

  private static void writePast(JsonGenerator json, List<Publication> publications) {
    json.writeStartObject();
    json.writeArrayPropertyStart("publications");
    for (Publication publication : publications) {
      json.writeStartObject();
      json.writeNumberProperty("offset", publication.offset());
      json.writeNumberProperty("t", publication.time());
      json.writeNumberProperty("bytes", publication.payload().size());
      json.writeName("event");
      if (publication.event() == null) {
        json.writeNull();
      } else {
        json.writeString(publication.event());
      }
      writeBody(json, publication);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeBody(JsonGenerator json, Publication publication) {
    byte[] body = publication.payload().bytes();
    int shown = Math.min(body.length, BODY_MAX);
    if (publication.payload().isText()) {
      // Not in the middle of a character.
      while (shown < body.length && shown > 0 && (body[shown] & 0xc0) == 0x80) {
        shown--;
      }
      json.writeName("data");
      json.writeUTF8String(body, 0, shown);
    } else {
      json.writeName("base64");
      json.writeBinary(body, 0, shown);
    }
    json.writeBooleanProperty("cut", shown < body.length);
  }

  private static void number(JsonGenerator json, String name, @Nullable Long value) {
    json.writeName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(value);
    }
  }
}
