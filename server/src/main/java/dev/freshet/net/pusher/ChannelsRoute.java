package dev.freshet.net.pusher;

import dev.freshet.cluster.Occupancy;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.http.Answer;
import dev.freshet.net.http.Exchange;
import dev.freshet.net.http.Query;
import dev.freshet.session.Tenant;
import dev.freshet.wire.pusher.ChannelKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /apps/{id}/channels}: the occupied channels. Put together on a virtual thread, since
 * it grows with the number of channels.
 */
final class ChannelsRoute implements SignedRoute {
  /** The most channels one answer may list. */
  static final int MAX_CHANNELS = 100_000;

  private static final Set<Attribute> ATTRIBUTES =
      EnumSet.of(Attribute.USER_COUNT, Attribute.SUBSCRIPTION_COUNT);

  private final Occupancy occupancy;
  private final Census census;

  ChannelsRoute(Occupancy occupancy, Census census) {
    this.occupancy = occupancy;
    this.census = census;
  }

  @Override
  public void answer(Exchange exchange, Tenant tenant) {
    Query query = exchange.request().query();
    String prefix = query.one("filter_by_prefix");
    Set<Attribute> info = Attribute.read(query.one("info"), ATTRIBUTES);
    if (info.contains(Attribute.USER_COUNT)
        && (prefix == null || ChannelKind.of(prefix) != ChannelKind.PRESENCE)) {
      throw new Refused(
          Problem.BAD_REQUEST,
          "user_count may be asked for when filter_by_prefix begins with presence-");
    }
    exchange.await(
        CompletableFuture.supplyAsync(
                () -> read(tenant, prefix == null ? "" : prefix, info), Thread::startVirtualThread)
            .thenCompose(answer -> answer),
        answer -> answer);
  }

  private CompletionStage<Answer> read(Tenant tenant, String prefix, Set<Attribute> info) {
    return occupancy
        .channels(tenant.app().id(), prefix, MAX_CHANNELS + 1)
        .thenCompose(counts -> {
          if (counts.size() > MAX_CHANNELS) {
            throw new Refused(
                Problem.BAD_REQUEST,
                "More than %d channels are occupied: ask for fewer with filter_by_prefix"
                    .formatted(MAX_CHANNELS));
          }
          List<String> names = List.copyOf(counts.keySet());
          return users(tenant, names, info).thenApply(users -> answer(names, counts, users, info));
        });
  }

  private CompletionStage<List<Census.Facts>> users(
      Tenant tenant, List<String> names, Set<Attribute> info) {
    return info.contains(Attribute.USER_COUNT)
        ? census.of(
            tenant, names, Collections.nCopies(names.size(), EnumSet.of(Attribute.USER_COUNT)))
        : CompletableFuture.completedFuture(List.of());
  }

  private static Answer answer(
      List<String> names,
      Map<String, Integer> counts,
      List<Census.Facts> users,
      Set<Attribute> info) {
    return Answer.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeObjectPropertyStart("channels");
          for (int i = 0; i < names.size(); i++) {
            json.writeObjectPropertyStart(names.get(i));
            if (!users.isEmpty()) {
              users.get(i).write(json);
            }
            if (info.contains(Attribute.SUBSCRIPTION_COUNT)) {
              writeCount(json, counts.getOrDefault(names.get(i), 0));
            }
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void writeCount(JsonGenerator json, int count) {
    json.writeNumberProperty(Attribute.SUBSCRIPTION_COUNT.word(), count);
  }
}
