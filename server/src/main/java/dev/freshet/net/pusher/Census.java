package dev.freshet.net.pusher;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Occupancy;
import dev.freshet.cluster.Presence;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.session.Tenant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Finds out what {@code info} asks of channels. From any thread; never blocks. */
final class Census {
  private final Broker broker;
  private final Presence presence;
  private final Occupancy occupancy;
  private final InstantSource clock;

  Census(Broker broker, Presence presence, Occupancy occupancy, InstantSource clock) {
    this.broker = broker;
    this.presence = presence;
    this.occupancy = occupancy;
    this.clock = clock;
  }

  /**
   * What a cache channel keeps.
   *
   * @param ttl for how many seconds more, at least 1
   */
  record Cached(Payload data, long ttl) {}

  /**
   * What was found out of a channel.
   *
   * @param asked what was asked for
   * @param users how many members it has; 0 when that was not asked
   * @param subscriptions how many connections are subscribed; 0 when that was not asked
   * @param cached null when nothing is kept, or that was not asked
   */
  record Facts(Set<Attribute> asked, int users, int subscriptions, @Nullable Cached cached) {

    /** When nothing was asked, or nothing could be found out. */
    static final Facts NONE = new Facts(Set.of(), 0, 0, null);

    /** Writes what was asked for into the object that is open. */
    void write(JsonGenerator json) {
      if (asked.contains(Attribute.USER_COUNT)) {
        json.writeNumberProperty(Attribute.USER_COUNT.word(), users);
      }
      if (asked.contains(Attribute.SUBSCRIPTION_COUNT)) {
        json.writeNumberProperty(Attribute.SUBSCRIPTION_COUNT.word(), subscriptions);
      }
      if (asked.contains(Attribute.CACHE)) {
        json.writeName(Attribute.CACHE.word());
        writeCached(json);
      }
    }

    private void writeCached(JsonGenerator json) {
      if (cached == null) {
        json.writeNull();
        return;
      }
      byte[] bytes = cached.data().bytes();
      json.writeStartObject();
      json.writeName("data");
      if (cached.data().isText()) {
        json.writeUTF8String(bytes, 0, bytes.length);
      } else {
        json.writeBinary(bytes);
      }
      json.writeNumberProperty("ttl", cached.ttl());
      json.writeEndObject();
    }
  }

  /**
   * Asks for attributes of a channel, each of which it may have.
   *
   * @param asked none or more; read only from now on
   */
  CompletionStage<Facts> of(Tenant tenant, String channel, Set<Attribute> asked) {
    ChannelName name = tenant.app().channel(channel);
    var users = asked.contains(Attribute.USER_COUNT) ? presence.count(name) : number(0);
    var subscriptions =
        asked.contains(Attribute.SUBSCRIPTION_COUNT) ? occupancy.count(name) : number(0);
    CompletionStage<@Nullable Cached> cached =
        asked.contains(Attribute.CACHE)
            ? cached(name, tenant.rule(channel))
            : CompletableFuture.completedFuture(null);
    return users
        .thenCombine(subscriptions, (one, other) -> new Facts(asked, one, other, null))
        .thenCombine(
            cached, (facts, kept) -> new Facts(asked, facts.users(), facts.subscriptions(), kept));
  }

  /**
   * Asks for attributes of several channels, in their order.
   *
   * @param each what to ask of each of them
   */
  CompletionStage<List<Facts>> of(Tenant tenant, List<String> channels, List<Set<Attribute>> each) {
    var asked = new ArrayList<CompletableFuture<Facts>>(channels.size());
    for (int i = 0; i < channels.size(); i++) {
      asked.add(of(tenant, channels.get(i), each.get(i)).toCompletableFuture());
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<@Nullable Cached> cached(ChannelName channel, ChannelRule rule) {
    return broker
        .history()
        .read(channel, rule, null, 1, true)
        .thenApply(page -> {
          if (page.publications().isEmpty()) {
            return null;
          }
          var newest = page.publications().getFirst();
          long ends = newest.time() + rule.historyTtl().toMillis();
          long seconds = Math.ceilDiv(ends - clock.millis(), 1_000L);
          return new Cached(newest.payload(), Math.max(1, seconds));
        });
  }

  private static CompletionStage<Integer> number(int value) {
    return CompletableFuture.completedFuture(value);
  }
}
