package dev.freshet.session.command;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.hub.Encoded;
import dev.freshet.hub.HubShard;
import dev.freshet.hub.Subscriber;
import dev.freshet.hub.Subscription;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import dev.freshet.model.Sender;
import dev.freshet.session.Client;
import dev.freshet.session.Outlet;
import dev.freshet.session.Session;
import dev.freshet.session.Tenant;
import dev.freshet.wire.Command;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of a client that subscribes by command. Owned by the loop of its shard; every
 * method is called there.
 */
public final class CommandSession implements Session, Subscriber {
  final CommandServices services;
  final HubShard shard;
  final Tenant tenant;
  final Client client;
  final String id;

  /** What the client hears; the channels of users are not among them. */
  final Holds holds = new Holds();

  /** Until when the client must have proven something; {@link Long#MAX_VALUE} once it has. */
  private long deadline;

  private boolean closed;

  /** Who the client is; null before it signs in. */
  private @Nullable SignedInUser user;

  /** The second that {@link #relayed} counts. */
  private int second;

  private int relayed;

  /**
   * A conversation that has no subscription yet.
   *
   * @param id of the connection; unique over all nodes
   * @param nowMillis the time, from which the client has to prove itself when the app wants that
   */
  public CommandSession(
      CommandServices services,
      HubShard shard,
      Tenant tenant,
      Dialect dialect,
      Outlet outlet,
      String id,
      long nowMillis) {
    this.services = services;
    this.shard = shard;
    this.tenant = tenant;
    this.client = new Client(dialect, outlet, services.metrics());
    this.id = id;
    long within = tenant.app().clients().authorizeWithin().toMillis();
    this.deadline = within == 0 ? Long.MAX_VALUE : nowMillis + within;
  }

  /** Tells the client that the connection is open; once, before anything else. */
  public void begin() {
    client.tell(new Signal.Welcome(id, tenant.app().clients().activityTimeout().toSeconds()));
    client.outlet().flush();
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
    return deadline;
  }

  @Override
  public CloseReason expiry() {
    return CloseReason.FORBIDDEN;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public @Nullable String user() {
    return user == null ? null : user.id();
  }

  @Override
  public int begunSeconds() {
    return client.begunSeconds();
  }

  @Override
  public List<String> channels() {
    return holds.all().stream().map(hold -> hold.channel().name()).toList();
  }

  @Override
  public Outlet outlet() {
    return client.outlet();
  }

  @Override
  public void closed() {
    closed = true;
    holds.clear(this::end);
    if (user != null) {
      user.end();
    }
  }

  @Override
  public void receive(ByteBuf payload, boolean text, long nowMillis) {
    var limits = tenant.app().limits();
    // Whoever comes back subscribes to all its channels at once.
    int rate = limits.clientRate() == 0 ? 0 : limits.clientRate() + limits.channelsPerConnection();
    if (client.isTooFast(rate, nowMillis)) {
      client.fail(new Refused(Problem.RATE_LIMITED, "too many frames a second"));
      return;
    }
    switch (client.dialect().decode(payload, text)) {
      case Command.Subscribe subscribe -> new Subscribing(this, subscribe).begin();
      case Command.Unsubscribe(var channel) -> unsubscribe(channel);
      case Command.Relay relay -> relay(relay, nowMillis);
      case Command.SignIn signIn -> signIn(signIn);
      case Command.BadSignIn(var detail) -> refuseSignIn(detail);
      case Command.Ping _ -> {
        client.tell(new Signal.Pong());
        client.outlet().flush();
      }
      case Command.Alive _ -> {}
      case Command.Malformed malformed -> fail(malformed);
      case Command.Publish publish ->
          client.fail(new Refused(Problem.FORBIDDEN, "publish over HTTP"));
    }
  }

  @Override
  public void deliver(Subscription subscription, Encoded batch, int first) {
    if (!batch.isSelective()) {
      client.outlet().write(batch, first, subscription.slowReader());
      return;
    }
    for (int i = first; i < batch.count(); i++) {
      if (isForClient(subscription, batch.publication(i)) && batch.length(i) > 0) {
        client
            .outlet()
            .write(
                batch.retained(i),
                batch.channel(),
                batch.publication(i),
                subscription.slowReader());
      }
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

  /** The client has shown that its backend knows it. */
  void proven() {
    deadline = Long.MAX_VALUE;
  }

  /** Who the client is; null before it signs in. */
  @Nullable SignedInUser signedIn() {
    return user;
  }

  /** Whether the connection is gone, so that what comes late is for nobody. */
  boolean isClosed() {
    return closed;
  }

  /**
   * Makes the client the member of a hold that it still has. On the loop, so that whoever leaves
   * meanwhile either joins before leaving or not at all.
   */
  CompletionStage<Roster> join(Hold hold, Member member, Room room) {
    hold.joining = true;
    return services.presence().join(hold.channel(), id, member, room);
  }

  /** Lets go of a channel. That it left is the presence's to see to, even when the stage fails. */
  void end(Hold hold) {
    shard.unsubscribe(hold.subscription);
    if (hold.joining && hold.member != null) {
      hold.joining = false;
      var _ = services.presence().leave(hold.channel(), id, hold.member);
    }
  }

  private boolean isForClient(Subscription subscription, Publication publication) {
    Notice notice = publication.notice();
    if (subscription.channel().isInternal()) {
      if (user != null && notice != null) {
        user.hear(subscription, notice, publication);
      }
      return false;
    }
    if (notice == Notice.JOINED || notice == Notice.LEFT) {
      Hold hold = holds.find(subscription);
      return hold != null && publication.offset() > hold.version;
    }
    if (notice == Notice.RETURNED) {
      Hold hold = holds.find(subscription);
      if (hold != null && hold.member != null) {
        Subscribing.tellMembers(this, hold);
      }
      return false;
    }
    if (notice == Notice.LOST) {
      // Their protocol resumes nothing, so they rely on nothing.
      return false;
    }
    Sender sender = publication.sender();
    return sender == null || !sender.connection().equals(id);
  }

  private void unsubscribe(String channel) {
    Hold hold = holds.find(channel);
    if (hold != null) {
      holds.remove(hold);
      end(hold);
    }
  }

  private void relay(Command.Relay relay, long nowMillis) {
    Refused refused = refusal(relay, nowMillis);
    if (refused != null) {
      client.fail(refused);
      return;
    }
    Hold hold = holds.find(relay.channel());
    if (hold == null || !hold.isLive()) {
      client.fail(new Refused(Problem.FORBIDDEN, "subscribe to the channel first"));
      return;
    }
    ChannelName channel = hold.channel();
    String member = hold.member;
    var draft = relay.draft().by(new Sender(id, member));
    services
        .publisher()
        .relay(tenant, channel.name(), draft)
        .whenComplete((published, failure) -> {
          if (failure == null) {
            String event = draft.event() == null ? "" : draft.event();
            services.witness().clientEvent(channel, event, draft.payload(), id, member);
          } else {
            Refused why = Client.refusal(failure, "the event was not published");
            shard.loop().run(() -> client.fail(why));
          }
        });
  }

  private @Nullable Refused refusal(Command.Relay relay, long nowMillis) {
    var rules = tenant.app().clients();
    var limits = rules.limits();
    boolean allowed =
        switch (rules.clientEvents()) {
          case OFF -> false;
          case PRIVATE -> relay.confined();
          case ALL -> true;
        };
    if (!allowed) {
      return new Refused(
          Problem.FORBIDDEN, "the app does not take client events on this kind of channel");
    }
    int now = (int) (nowMillis / 1000);
    if (now != second) {
      second = now;
      relayed = 0;
    }
    if (++relayed > limits.clientEventRate()) {
      return new Refused(
          Problem.RATE_LIMITED,
          "the limit is " + limits.clientEventRate() + " client events a second");
    }
    String event = relay.draft().event();
    if (event != null && event.length() > limits.eventNameLength()) {
      return new Refused(
          Problem.BAD_LABEL,
          "the limit of an event name is " + limits.eventNameLength() + " characters");
    }
    return relay.draft().payload().size() > limits.messageBytes()
        ? new Refused(Problem.BODY_TOO_LARGE, "the limit is " + limits.messageBytes() + " bytes")
        : null;
  }

  private void signIn(Command.SignIn command) {
    if (!tenant.proves(command.proof(), id)) {
      refuseSignIn("the signature is not this app's for this connection");
      return;
    }
    int limit = tenant.app().clients().limits().userIdLength();
    if (command.user().id().length() > limit) {
      refuseSignIn("the limit of a user's id is " + limit + " characters");
      return;
    }
    if (user == null) {
      proven();
      user = new SignedInUser(this, command.user());
      user.begin(command);
    } else if (user.id().equals(command.user().id())) {
      if (user.isBegun()) {
        client.tell(new Signal.SignedIn(command.statement()));
        client.outlet().flush();
      }
    } else {
      client.fail(new Refused(Problem.FORBIDDEN, "the connection is signed in as another user"));
    }
  }

  /** Whoever cannot prove who it is must not try on and on. */
  private void refuseSignIn(String detail) {
    client.fail(new Refused(Problem.TOKEN_INVALID, detail));
    client.outlet().close(CloseReason.FORBIDDEN);
  }

  private void fail(Command.Malformed malformed) {
    var refused = new Refused(malformed.problem(), malformed.detail());
    String channel = malformed.channel();
    if (channel == null) {
      client.fail(refused);
    } else {
      notSubscribed(channel, refused);
    }
  }

  /** Tells that a channel could not be subscribed to. */
  void notSubscribed(String channel, Refused refused) {
    client.count(refused);
    client.tell(new Signal.NotSubscribed(channel, refused.problem(), refused.detail()));
    client.outlet().flush();
  }
}
