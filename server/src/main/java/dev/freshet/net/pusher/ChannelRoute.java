package dev.freshet.net.pusher;

import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.model.Member;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.session.Tenant;
import dev.freshet.wire.pusher.ChannelKind;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** {@code GET /apps/{id}/channels/{name}} and {@code GET /apps/{id}/channels/{name}/users}. */
final class ChannelRoute {
  private final Presence presence;
  private final Occupancy occupancy;
  private final Census census;

  ChannelRoute(Presence presence, Occupancy occupancy, Census census) {
    this.presence = presence;
    this.occupancy = occupancy;
    this.census = census;
  }

  /** Whether the channel is occupied, and what was asked besides. */
  void state(Exchange exchange, Tenant tenant) {
    String channel = channel(exchange, tenant);
    Set<Attribute> info =
        Attribute.read(exchange.request().query().one("info"), EnumSet.allOf(Attribute.class));
    if (info.contains(Attribute.USER_COUNT) && ChannelKind.of(channel) != ChannelKind.PRESENCE) {
      throw new Refused(Problem.BAD_REQUEST, "user_count is an attribute of presence channels");
    }
    if (info.contains(Attribute.CACHE) && !tenant.app().rules().isCached(channel)) {
      throw new Refused(Problem.BAD_REQUEST, "cache is an attribute of cache channels");
    }
    var occupied = occupancy.count(tenant.app().channel(channel)).thenApply(count -> count > 0);
    exchange.await(
        census
            .of(tenant, channel, info)
            .thenCombine(occupied, (facts, is) -> Answer.json(200, json -> write(json, is, facts))),
        answer -> answer);
  }

  /** Who is on a presence channel. */
  void users(Exchange exchange, Tenant tenant) {
    String channel = channel(exchange, tenant);
    if (ChannelKind.of(channel) != ChannelKind.PRESENCE) {
      throw new Refused(Problem.BAD_REQUEST, "Only presence channels have users");
    }
    exchange.await(
        presence.roster(tenant.app().channel(channel)),
        roster -> Answer.json(200, json -> write(json, roster)));
  }

  private static String channel(Exchange exchange, Tenant tenant) {
    return Names.channel(exchange.name(1), tenant.app().clients().limits());
  }

  private static void write(JsonGenerator json, boolean occupied, Census.Facts facts) {
    json.writeStartObject();
    json.writeBooleanProperty("occupied", occupied);
    facts.write(json);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Roster roster) {
    json.writeStartObject();
    json.writeArrayPropertyStart("users");
    for (Member member : roster.members()) {
      json.writeStartObject();
      json.writeStringProperty("id", member.id());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
