package dev.freshet.session;

import dev.freshet.cluster.History.Page;
import dev.freshet.hub.Encoded;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscriber;
import dev.freshet.hub.Subscription;
import dev.freshet.metrics.Metric;
import dev.freshet.model.ChannelName;
import dev.freshet.model.ChannelRule;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One client's conversation: what it subscribes to and what its frames ask for. Owned by the loop
 * of its shard; every method is called there.
 */
public final class Session implements Subscriber {
  private static final Subscription[] NONE = {};

  private final SessionServices services;
  private final HubShard shard;
  private final Tenant tenant;
  private final Grant grant;
  private final Dialect dialect;
  private final Outlet outlet;
  private Subscription[] subscriptions = NONE;

  /** Where the client stands in each channel; null when its wire needs no prefix. */
  private @Nullable Positions positions;

  /** The second that {@link #received} counts, to bound the client's rate. */
  private int second;

  private int received;

  /** A conversation that has no subscription yet. */
  public Session(
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
    this.dialect = dialect;
    this.outlet = outlet;
  }

  /** How the client converses. */
  public Dialect dialect() {
    return dialect;
  }

  /** The app it belongs to. */
  public Tenant tenant() {
    return tenant;
  }

  /** When its rights end, milliseconds since 1970; {@link Long#MAX_VALUE} when they do not. */
  public long expiresMillis() {
    return grant.expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
  }

  /**
   * Subscribes to the channels a connection was opened for. The caller has checked names and
   * rights.
   *
   * @param names at least one, all different
   * @param since where the client stands in each, null elements where it does not say
   */
  public void open(List<ChannelName> names, List<@Nullable Position> since) {
    if (dialect.wire().wantsPrefix()) {
      positions = new Positions(names.size());
    }
    subscriptions = new Subscription[names.size()];
    var catchUp = new CatchUp(this, shard, services, since);
    for (int i = 0; i < subscriptions.length; i++) {
      ChannelRule rule = tenant.rule(names.get(i).name());
      var subscription = new Subscription(names.get(i), this, dialect.wire(), rule.slowReader());
      subscriptions[i] = subscription;
      catchUp.add(subscription, rule);
    }
    catchUp.whenRead(this::caughtUp);
  }

  /** Ends all subscriptions; the connection is gone. Twice is once. */
  public void closed() {
    for (Subscription subscription : subscriptions) {
      shard.unsubscribe(subscription);
    }
    subscriptions = NONE;
  }

  /**
   * Takes one message of the client.
   *
   * @param payload valid during the call
   * @param text whether it is valid UTF-8 from a text frame
   * @param nowMillis the time, to bound the client's rate
   */
  public void receive(ByteBuf payload, boolean text, long nowMillis) {
    if (isTooFast((int) (nowMillis / 1000))) {
      fail(new Refused(Problem.RATE_LIMITED, "too many frames a second"));
      return;
    }
    switch (dialect.decode(payload, text)) {
      case Command.Publish publish -> publish(publish);
      case Command.Malformed(var problem, var detail) -> fail(new Refused(problem, detail));
    }
  }

  @Override
  public void deliver(Subscription subscription, Encoded batch, int first) {
    Positions stands = positions;
    if (stands == null) {
      outlet.write(batch, first, subscription.slowReader());
      return;
    }
    int channel = indexOf(subscription);
    for (int i = first; i < batch.count(); i++) {
      stands.move(channel, batch.publication(i));
      ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(batch.length(i) + stands.room());
      dialect.wire().prefix(bytes, stands.list());
      ByteBuf shared = batch.retained(i);
      bytes.writeBytes(shared);
      shared.release();
      outlet.write(bytes, batch.channel(), batch.publication(i), subscription.slowReader());
    }
  }

  @Override
  public void flush() {
    outlet.flush();
  }

  @Override
  public void overrun(Subscription subscription) {
    outlet.close(CloseReason.OVERLOADED);
  }

  /** History could not be read or written, so the client cannot be told where it stands. */
  void failedToOpen(Throwable failure) {
    if (subscriptions.length > 0) {
      fail(refusal(failure, "the channel could not be opened"));
      outlet.close(CloseReason.OVERLOADED);
    }
  }

  private void caughtUp(List<@Nullable Page> pages, List<@Nullable Position> since) {
    if (subscriptions.length == 0) {
      return;
    }
    if (positions != null) {
      positions.start(pages, since, services.catchUpMax());
      tell(new Signal.Standing(positions.list()));
    }
    for (int i = 0; i < subscriptions.length; i++) {
      goLive(i, pages.get(i), since.get(i));
    }
    outlet.flush();
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
      tell(new Signal.Subscribed(channel, stands, resumed));
    } else if (!reset(index, new Signal.Reset(channel, top))) {
      outlet.close(CloseReason.POSITION_GONE);
      return;
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
        fail(new Refused(Problem.BAD_REQUEST, "say which channel, with format=json"));
        return;
      }
      channel = subscriptions[0].channel().name();
    }
    services
        .publisher()
        .publish(tenant, grant, channel, command.draft())
        .whenComplete((published, failure) -> {
          if (failure != null) {
            Refused refused = refusal(failure, "the publication failed");
            shard.loop().run(() -> fail(refused));
          }
        });
  }

  /** Tells a client what failed; one that cannot be told is closed. */
  private void fail(Refused refused) {
    services.metrics().count(Metric.PROBLEMS, refused.problem().code()).increment();
    if (tell(new Signal.Failed(refused.problem(), refused.detail()))) {
      outlet.flush();
    } else {
      outlet.close(reasonFor(refused.problem()));
    }
  }

  /**
   * Whether the client knows that the past is gone. Where it keeps one id for all channels, the id
   * moves on with this event and not before: a client that is cut off first asks, and is told,
   * again.
   */
  private boolean reset(int index, Signal.Reset signal) {
    if (positions == null) {
      return tell(signal);
    }
    positions.reset(index, signal.position());
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(128 + positions.room());
    dialect.wire().prefix(bytes, positions.list());
    dialect.encode(bytes, signal);
    outlet.write(bytes);
    return true;
  }

  /** Whether the client knows, or need not. */
  private boolean tell(Signal signal) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(128);
    dialect.encode(bytes, signal);
    if (!bytes.isReadable()) {
      bytes.release();
      return !(signal instanceof Signal.Reset || signal instanceof Signal.Failed);
    }
    outlet.write(bytes);
    return true;
  }

  private boolean isTooFast(int now) {
    int limit = tenant.app().limits().clientRate();
    if (now != second) {
      second = now;
      received = 0;
    }
    return limit > 0 && ++received > limit;
  }

  private int indexOf(Subscription subscription) {
    int i = 0;
    while (!subscriptions[i].equals(subscription)) {
      i++;
    }
    return i;
  }

  private static Refused refusal(Throwable failure, String otherwise) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof Refused refused ? refused : new Refused(Problem.INTERNAL, otherwise);
  }

  private static CloseReason reasonFor(Problem problem) {
    return switch (problem) {
      case UNAUTHORIZED, FORBIDDEN, APP_UNKNOWN -> CloseReason.FORBIDDEN;
      case RATE_LIMITED -> CloseReason.RATE_LIMITED;
      case BODY_TOO_LARGE -> CloseReason.MESSAGE_TOO_BIG;
      case OVERLOADED, BROKER_UNAVAILABLE, STOPPING -> CloseReason.OVERLOADED;
      case INTERNAL -> CloseReason.INTERNAL;
      default -> CloseReason.UNSUPPORTED_DATA;
    };
  }
}
