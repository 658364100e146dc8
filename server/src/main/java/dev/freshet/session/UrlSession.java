package dev.freshet.session;

import dev.freshet.cluster.History.Page;
import dev.freshet.hub.Encoded;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscriber;
import dev.freshet.hub.Subscription;
import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Notice;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.SlowReader;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of a client that hears the channels its URL named, from its first byte to its
 * last, and may publish. Owned by the loop of its shard; every method is called there.
 */
public final class UrlSession implements Session, Subscriber {
  private static final Subscription[] NONE = {};

  private final SessionServices services;
  private final HubShard shard;
  private final Tenant tenant;
  private final Grant grant;
  private final Client client;
  private Subscription[] subscriptions = NONE;

  /** Where the client stands in each channel; null when its wire needs no prefix. */
  private @Nullable Positions positions;

  /** A conversation that has no subscription yet. */
  public UrlSession(
      SessionServices services,
      HubShard shard,
      Tenant tenant,
      Grant grant,
      Dialect dialect,
      Outlet outlet) {
    this.services = services;
    this.shard = shard;
    this.tenant = tenant;
    this.grant = grant;
    this.client = new Client(dialect, outlet, services.metrics());
  }

  @Override
  public Dialect dialect() {
    return client.dialect();
  }

  @Override
  public Tenant tenant() {
    return tenant;
  }

  @Override
  public long expiresMillis() {
    return grant.expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
  }

  @Override
  public @Nullable String user() {
    return grant.user().orElse(null);
  }

  @Override
  public int begunSeconds() {
    return client.begunSeconds();
  }

  @Override
  public List<String> channels() {
    return Arrays.stream(subscriptions)
        .map(Subscription::channel)
        .filter(channel -> !channel.isInternal())
        .map(ChannelName::name)
        .toList();
  }

  @Override
  public Outlet outlet() {
    return client.outlet();
  }

  /**
   * Subscribes to the channels a connection was opened for. The caller has checked names and
   * rights.
   *
   * @param names at least one, all different
   * @param since where the client stands in each, null elements where it does not say
   * @return completes, on any thread, when all that is needed to go live has come or failed
   */
  public CompletionStage<?> open(List<ChannelName> names, List<@Nullable Position> since) {
    if (client.dialect().wire().wantsPrefix()) {
      positions = new Positions(names.size());
    }
    subscriptions = new Subscription[names.size()];
    var catchUp = new CatchUp(this, shard, services, since);
    for (int i = 0; i < subscriptions.length; i++) {
      ChannelRule rule = tenant.rule(names.get(i).name());
      var subscription =
          new Subscription(names.get(i), this, client.dialect().wire(), rule.slowReader());
      subscriptions[i] = subscription;
      catchUp.add(subscription, rule);
    }
    return catchUp.whenRead(this::caughtUp);
  }

  @Override
  public void closed() {
    for (Subscription subscription : subscriptions) {
      shard.unsubscribe(subscription);
    }
    subscriptions = NONE;
  }

  @Override
  public void receive(ByteBuf payload, boolean text, long nowMillis) {
    if (client.isTooFast(tenant.app().limits().clientRate(), nowMillis)) {
      client.fail(new Refused(Problem.RATE_LIMITED, "too many frames a second"));
      return;
    }
    switch (client.dialect().decode(payload, text)) {
      case Command.Publish publish -> publish(publish);
      case Command.Malformed malformed ->
          client.fail(new Refused(malformed.problem(), malformed.detail()));
      case Command other ->
          throw new IllegalStateException(other + " (expected: what a URL cannot say)");
    }
  }

  @Override
  public void deliver(Subscription subscription, Encoded batch, int first) {
    if (positions == null && !batch.tellsLoss()) {
      client.outlet().write(batch, first, subscription.slowReader());
      return;
    }
    int channel = indexOf(subscription);
    for (int i = first; i < batch.count() && subscription.isSubscribed(); i++) {
      Publication publication = batch.publication(i);
      if (publication.notice() == Notice.LOST) {
        tellLoss(channel, publication);
      } else if (batch.length(i) > 0) {
        client
            .outlet()
            .write(
                positions == null ? batch.retained(i) : prefixed(positions, channel, batch, i),
                batch.channel(),
                publication,
                subscription.slowReader());
      }
    }
  }

  private ByteBuf prefixed(Positions stands, int channel, Encoded batch, int i) {
    stands.move(channel, batch.publication(i));
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(batch.length(i) + stands.room());
    client.dialect().wire().prefix(bytes, stands.list());
    ByteBuf shared = batch.retained(i);
    bytes.writeBytes(shared);
    shared.release();
    return bytes;
  }

  /**
   * Publications did not get here: the client is told in the place where they are missing, or goes,
   * and comes back knowing nothing.
   */
  private void tellLoss(int index, Publication lost) {
    services.metrics().count(Metric.LOSSES_TOLD).increment();
    Subscription subscription = subscriptions[index];
    Position top = lost.epoch().isEmpty() ? null : lost.position();
    ByteBuf bytes = resetBytes(index, new Signal.Reset(subscription.channel(), top));
    if (bytes == null) {
      client.outlet().close(CloseReason.POSITION_GONE);
    } else if (subscription.slowReader() == SlowReader.CLOSE) {
      client.outlet().write(bytes);
    } else {
      // Behind what waits for a slow reader, and never conflated with it.
      client.outlet().write(bytes, subscription.channel(), lost, SlowReader.DROP_OLDEST);
    }
  }

  @Override
  public void flush() {
    client.outlet().flush();
  }

  @Override
  public void overrun(Subscription subscription) {
    client.outlet().close(CloseReason.OVERLOADED);
  }

  /** History could not be read or written, so the client cannot be told where it stands. */
  void failedToOpen(Throwable failure) {
    if (subscriptions.length > 0) {
      client.fail(Client.refusal(failure, "the channel could not be opened"));
      client.outlet().close(CloseReason.OVERLOADED);
    }
  }

  private void caughtUp(List<@Nullable Page> pages, List<@Nullable Position> since) {
    if (subscriptions.length == 0) {
      return;
    }
    if (positions != null) {
      positions.start(pages, since, services.catchUpMax());
      client.tell(new Signal.Standing(positions.list()));
    }
    for (int i = 0; i < subscriptions.length; i++) {
      goLive(i, pages.get(i), since.get(i));
    }
    client.outlet().flush();
  }

  private void goLive(int index, @Nullable Page page, @Nullable Position since) {
    Subscription subscription = subscriptions[index];
    ChannelName channel = subscription.channel();
    Position top = page == null ? null : page.top();
    boolean resumed = page != null && CatchUp.isWhole(page, since, services.catchUpMax());
    if (since != null) {
      services.metrics().count(Metric.RESUMES, resumed ? "unbroken" : "gone").increment();
    }
    if (since == null || resumed) {
      Position stands = page == null ? null : CatchUp.start(page, since, services.catchUpMax());
      client.tell(new Signal.Subscribed(channel, stands, resumed));
    } else {
      ByteBuf reset = resetBytes(index, new Signal.Reset(channel, top));
      if (reset == null) {
        client.outlet().close(CloseReason.POSITION_GONE);
        return;
      }
      client.outlet().write(reset);
    }
    if (page != null && resumed) {
      shard.replay(subscription, page.publications());
    }
    shard.goLive(subscription, top);
  }

  private void publish(Command.Publish command) {
    String channel = command.channel();
    if (channel == null) {
      if (subscriptions.length != 1) {
        client.fail(new Refused(Problem.BAD_REQUEST, "say which channel, with format=json"));
        return;
      }
      channel = subscriptions[0].channel().name();
    }
    services
        .publisher()
        .publish(tenant, grant, channel, command.draft())
        .whenComplete((published, failure) -> {
          if (failure != null) {
            Refused refused = Client.refusal(failure, "the publication failed");
            shard.loop().run(() -> client.fail(refused));
          }
        });
  }

  /**
   * What tells the client that the past is gone; null when it has no way to be told. Where it keeps
   * one id for all channels, the id moves on with this event and not before: a client that is cut
   * off first asks, and is told, again.
   */
  private @Nullable ByteBuf resetBytes(int index, Signal.Reset signal) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(128);
    if (positions != null) {
      positions.reset(index, signal.position());
      client.dialect().wire().prefix(bytes, positions.list());
    }
    client.dialect().encode(bytes, signal);
    if (bytes.isReadable()) {
      return bytes;
    }
    bytes.release();
    return null;
  }

  private int indexOf(Subscription subscription) {
    int i = 0;
    while (!subscriptions[i].equals(subscription)) {
      i++;
    }
    return i;
  }
}
