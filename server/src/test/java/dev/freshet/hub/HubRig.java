package dev.freshet.hub;

import dev.freshet.cluster.LocalOccupancy;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Position;
import dev.freshet.model.Publication;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.Wire;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A hub over loops that a test drives by hand. */
public final class HubRig {
  /** The channel of most tests. */
  public static final ChannelName CHAT = new ChannelName("app", "chat");

  /** Another one. */
  public static final ChannelName NEWS = new ChannelName("app", "news");

  /** Bounds that most tests do not reach. */
  public static final HubSettings WIDE = new HubSettings(1_000, 100, 1 << 20, 100);

  final List<HandLoop> loops;
  final FakeBroker broker = new FakeBroker();
  final LocalOccupancy occupancy = new LocalOccupancy();
  final Metrics metrics = new Metrics();
  final Hub hub;

  HubRig(int loopCount, HubSettings settings) {
    loops = Stream.generate(HandLoop::new).limit(loopCount).toList();
    hub = new Hub(loops, broker, occupancy, settings, metrics);
  }

  /** With one loop. */
  HubRig(HubSettings settings) {
    this(1, settings);
  }

  HubShard shard(int i) {
    return hub.shards().get(i);
  }

  HandLoop loop() {
    return loops.getFirst();
  }

  /** A subscription that hears from now on. */
  Subscription join(int shard, ChannelName channel, Subscriber subscriber, Wire wire) {
    return join(shard, channel, subscriber, wire, null);
  }

  /** A subscription that hears what comes after a position. */
  Subscription join(
      int shard,
      ChannelName channel,
      Subscriber subscriber,
      Wire wire,
      @Nullable Position position) {
    var subscription = enter(shard, channel, subscriber, wire);
    shard(shard).goLive(subscription, position);
    return subscription;
  }

  /** A subscription that catches up. */
  Subscription enter(int shard, ChannelName channel, Subscriber subscriber, Wire wire) {
    var subscription = new Subscription(channel, subscriber, wire, SlowReader.CLOSE);
    var _ = shard(shard).subscribe(subscription);
    return subscription;
  }

  void publish(ChannelName channel, String... bodies) {
    for (String body : bodies) {
      hub.deliver(channel, publication(body));
    }
  }

  /** Publishes a body that is the text of its position. */
  void publish(ChannelName channel, Position... positions) {
    for (Position position : positions) {
      hub.deliver(channel, publication(position));
    }
  }

  /** Lets all loops run until they rest. */
  void run() {
    loops.forEach(HandLoop::run);
  }

  long count(Metric metric) {
    return (long) metrics.value(metric);
  }

  static Publication publication(String body) {
    return new Publication("", 0, 1_000, Payload.text(body), null, null);
  }

  static Publication publication(Position position) {
    return new Publication(
        position.epoch(), position.offset(), 1_000, Payload.text(position.toString()), null, null);
  }

  static Position at(String epoch, long offset) {
    return new Position(epoch, offset);
  }
}
