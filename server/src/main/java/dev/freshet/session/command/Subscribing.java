package dev.freshet.session.command;

import dev.freshet.cluster.History.Page;
import dev.freshet.cluster.Presence.Room;
import dev.freshet.hub.Subscription;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Member;
import dev.freshet.model.Position;
import dev.freshet.model.Problem;
import dev.freshet.model.Proof;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import dev.freshet.model.app.Action;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.session.Client;
import dev.freshet.session.Grant;
import dev.freshet.session.Publisher;
import dev.freshet.wire.Command;
import dev.freshet.wire.Command.Claim;
import dev.freshet.wire.Command.Membership;
import dev.freshet.wire.Signal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One subscribe command on its way: rights first, then the shard listens, then the client becomes a
 * member, then it is told, and only then does it hear the channel. Whatever happens on the channel
 * between is held by the subscription or already in the roster, so nothing is lost or heard twice.
 */
final class Subscribing {
  /** What a proof of the backend allows; a rule may still ask for more. */
  private static final Grant PROVEN =
      Grant.of(null, null, List.of(ChannelPattern.ALL), List.of(), List.of());

  private static final CompletionStage<@Nullable Roster> NO_ROSTER =
      CompletableFuture.completedFuture(null);
  private static final CompletionStage<@Nullable Page> NO_PAGE =
      CompletableFuture.completedFuture(null);

  private final CommandSession session;
  private final Command.Subscribe command;

  Subscribing(CommandSession session, Command.Subscribe command) {
    this.session = session;
    this.command = command;
  }

  void begin() {
    Hold present = session.holds.find(command.channel());
    if (present != null) {
      repeat(present);
      return;
    }
    try {
      ChannelRule rule = session.tenant.rule(command.channel());
      check(rule);
      hear(rule, member());
    } catch (Refused refused) {
      session.notSubscribed(command.channel(), refused);
    }
  }

  /** A client that lost the answer may ask again; nothing changes. */
  private void repeat(Hold hold) {
    if (!hold.isLive()) {
      return;
    }
    CompletionStage<@Nullable Roster> roster =
        hold.member == null
            ? NO_ROSTER
            : session.services.presence().roster(hold.channel()).thenApply(now -> now);
    roster.whenComplete((now, failure) ->
        session
            .shard
            .loop()
            .run(() -> {
              if (!session.holds.has(hold)) {
                return;
              }
              if (failure != null) {
                session.client.fail(Client.refusal(failure, "the members could not be looked up"));
                return;
              }
              tellJoined(hold, now);
              session.client.outlet().flush();
            }));
  }

  /**
   * Tells a member anew who the members are, as joining does: their coming and going may have
   * passed this node by. Silent when nothing has changed, and when they cannot be looked up: then
   * the channel's server is gone again, and this is called once more when it is back.
   */
  static void tellMembers(CommandSession session, Hold hold) {
    session
        .services
        .presence()
        .roster(hold.channel())
        .thenAccept(roster ->
            session
                .shard
                .loop()
                .run(() -> {
                  if (session.holds.has(hold) && hold.isLive() && roster.version() > hold.version) {
                    hold.version = roster.version();
                    session.client.tell(new Signal.Joined(hold.channel(), roster));
                    session.client.outlet().flush();
                  }
                }));
  }

  private void check(ChannelRule rule) {
    String channel = command.channel();
    var app = session.tenant.app();
    int length = app.clients().limits().channelNameLength();
    if (!ChannelName.isValid(channel)) {
      throw Publisher.badChannel();
    }
    if (channel.length() > length) {
      throw new Refused(
          Problem.BAD_CHANNEL, "the limit of a channel name is " + length + " characters");
    }
    int most = app.limits().channelsPerConnection();
    if (session.holds.size() >= most) {
      throw new Refused(Problem.TOO_MANY_CHANNELS, "the limit is " + most + " channels");
    }
    if (session.tenant.isRemoved()) {
      throw new Refused(Problem.APP_UNKNOWN, "the app was taken away");
    }
    checkClaim(rule);
  }

  private void checkClaim(ChannelRule rule) {
    Refused refused =
        switch (command.claim()) {
          case Claim.Open _ ->
              session
                  .services
                  .authorizer()
                  .check(Grant.NONE, rule, Action.SUBSCRIBE, command.channel());
          case Claim.Proven(var proof) -> checkProof(proof, rule);
          case Claim.OfUser(var owner) -> {
            SignedInUser user = session.signedIn();
            yield user != null && user.id().equals(owner)
                ? null
                : new Refused(Problem.UNAUTHORIZED, "sign in as this user first");
          }
        };
    if (refused != null) {
      throw refused;
    }
  }

  private @Nullable Refused checkProof(@Nullable Proof proof, ChannelRule rule) {
    if (proof == null) {
      return new Refused(
          Problem.UNAUTHORIZED, "the channel needs a signature of the app's backend");
    }
    if (!session.tenant.proves(proof, session.id)) {
      return new Refused(
          Problem.TOKEN_INVALID,
          "the signature is not this app's; it must be of: " + session.id + proof.suffix());
    }
    session.proven();
    return session.services.authorizer().check(PROVEN, rule, Action.SUBSCRIBE, command.channel());
  }

  private @Nullable Member member() {
    Member member =
        switch (command.membership()) {
          case Membership.None _ -> null;
          case Membership.As(var named) -> named;
          case Membership.AsUser _ -> {
            SignedInUser user = session.signedIn();
            if (user == null) {
              throw new Refused(
                  Problem.BAD_REQUEST, "say who the member is with channel_data, or sign in");
            }
            yield user.member();
          }
        };
    ClientLimits limits = session.tenant.app().clients().limits();
    if (member != null && member.id().length() > limits.userIdLength()) {
      throw new Refused(
          Problem.BAD_REQUEST, "the limit of a user's id is " + limits.userIdLength());
    }
    if (member != null && member.info().size() > limits.memberInfoBytes()) {
      throw new Refused(
          Problem.BAD_REQUEST,
          "the limit of what is said of a member is " + limits.memberInfoBytes() + " bytes");
    }
    return member;
  }

  private void hear(ChannelRule rule, @Nullable Member member) {
    ChannelName channel = session.tenant.app().channel(command.channel());
    var subscription =
        new Subscription(channel, session, session.client.dialect().wire(), rule.slowReader());
    var hold = new Hold(subscription, member == null ? null : member.id());
    session.holds.add(hold);
    boolean cached = session.tenant.app().rules().isCached(channel.name());
    session
        .shard
        .subscribe(subscription)
        .thenCompose(listening -> session.shard.loop().call(() -> join(hold, member)))
        .thenCompose(roster ->
            (cached ? newest(channel, rule) : NO_PAGE)
                .thenCompose(
                    page -> session.shard.loop().call(() -> joined(hold, roster, page, cached))))
        .whenComplete((done, failure) -> {
          if (failure != null) {
            Refused refused = Client.refusal(failure, "the channel could not be opened");
            session.shard.loop().run(() -> failed(hold, refused));
          }
        });
  }

  /** Who has let go of the channel meanwhile must not become a member that never leaves. */
  private CompletionStage<@Nullable Roster> join(Hold hold, @Nullable Member member) {
    if (member == null || !session.holds.has(hold)) {
      return NO_ROSTER;
    }
    var room = Room.forMembers(session.tenant.app().clients().limits().members());
    return session.join(hold, member, room).thenApply(roster -> roster);
  }

  private CompletionStage<@Nullable Page> newest(ChannelName channel, ChannelRule rule) {
    return session.services.history().read(channel, rule, null, 1, true).thenApply(page -> page);
  }

  /** Tells; what it throws fails the subscription, so that the client does not wait for ever. */
  private CompletionStage<@Nullable Page> joined(
      Hold hold, @Nullable Roster roster, @Nullable Page page, boolean cached) {
    if (!session.holds.has(hold)) {
      return NO_PAGE;
    }
    tellJoined(hold, roster);
    Position top = null;
    if (cached && (page == null || page.publications().isEmpty())) {
      session.client.tell(new Signal.NothingCached(hold.channel()));
      session.services.witness().cacheMiss(hold.channel());
    } else if (page != null) {
      top = page.top();
      session.shard.replay(hold.subscription, page.publications());
    }
    session.shard.goLive(hold.subscription, top);
    session.client.outlet().flush();
    return NO_PAGE;
  }

  private void tellJoined(Hold hold, @Nullable Roster roster) {
    if (roster != null) {
      hold.version = Math.max(hold.version, roster.version());
    }
    session.client.tell(new Signal.Joined(hold.channel(), roster));
  }

  private void failed(Hold hold, Refused refused) {
    if (session.holds.has(hold)) {
      session.holds.remove(hold);
      session.end(hold);
      session.notSubscribed(hold.channel().name(), refused);
    }
  }
}
