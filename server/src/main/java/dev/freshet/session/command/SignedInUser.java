package dev.freshet.session.command;

import dev.freshet.cluster.Presence.Room;
import dev.freshet.hub.Subscription;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Member;
import dev.freshet.model.Notice;
import dev.freshet.model.Problem;
import dev.freshet.model.Publication;
import dev.freshet.model.Refused;
import dev.freshet.model.Roster;
import dev.freshet.model.app.SlowReader;
import dev.freshet.session.Client;
import dev.freshet.wire.Command;
import dev.freshet.wire.Signal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, and whom it watches. The connections of a user are the members of the user's own
 * channel, so the first that comes and the last that goes are announced there like those of any
 * channel; whoever watches the user listens to it. Owned by the session's loop.
 */
final class SignedInUser {
  private final CommandSession session;
  private final Member member;
  private final Hold own;
  private final Holds watched = new Holds();
  private boolean begun;

  SignedInUser(CommandSession session, Member member) {
    this.session = session;
    this.member = member;
    this.own = hold(member.id(), true);
  }

  String id() {
    return member.id();
  }

  Member member() {
    return member;
  }

  /** Makes the user present, tells the client, then what it wants to watch. */
  void begin(Command.SignIn command) {
    session
        .shard
        .subscribe(own.subscription)
        .thenCompose(listening -> session.shard.loop().call(this::join))
        .whenComplete((roster, failure) ->
            session
                .shard
                .loop()
                .run(() -> {
                  if (failure != null) {
                    failed(Client.refusal(failure, "signing in failed"));
                  } else if (!session.isClosed()) {
                    begun(command);
                  }
                }));
  }

  /** Who is gone by now must not become a member that never leaves. */
  private CompletionStage<@Nullable Roster> join() {
    return session.isClosed()
        ? CompletableFuture.completedFuture(null)
        : session.join(own, Member.of(id()), room()).thenApply(roster -> roster);
  }

  private Room room() {
    int most = session.tenant.app().clients().limits().connectionsPerUser();
    return most == 0 ? Room.UNBOUNDED : Room.forConnections(most);
  }

  /** Whether the client was told that it is this user. */
  boolean isBegun() {
    return begun;
  }

  private void begun(Command.SignIn command) {
    begun = true;
    session.shard.goLive(own.subscription, null);
    session.client.tell(new Signal.SignedIn(command.statement()));
    session.client.outlet().flush();
    if (session.tenant.app().clients().watchlist() && !command.watchlist().isEmpty()) {
      watch(command.watchlist());
    }
  }

  private void failed(Refused refused) {
    if (!session.isClosed()) {
      session.client.fail(refused);
      // Who may not have one more would be back in no time, again and again.
      session
          .client
          .outlet()
          .close(
              refused.problem() == Problem.TOO_MANY_CONNECTIONS
                  ? CloseReason.FORBIDDEN
                  : CloseReason.OVERLOADED);
    }
  }

  private void watch(List<String> wanted) {
    int most = session.tenant.app().clients().limits().watchlist();
    var users = new LinkedHashSet<>(wanted);
    if (users.size() > most) {
      session.client.fail(
          new Refused(Problem.WATCHLIST_TOO_LONG, "only the first %d are watched".formatted(most)));
    }
    var rosters = new ArrayList<CompletableFuture<Roster>>();
    for (String user : users.stream().limit(most).toList()) {
      Hold hold = hold(user, false);
      watched.add(hold);
      rosters.add(
          session
              .shard
              .subscribe(hold.subscription)
              .thenCompose(listening -> session.services.presence().roster(hold.channel()))
              .toCompletableFuture());
    }
    var all = CompletableFuture.allOf(rosters.toArray(CompletableFuture[]::new));
    var _ =
        all.whenComplete((done, failure) ->
            session
                .shard
                .loop()
                .run(() -> {
                  if (failure != null) {
                    failed(Client.refusal(failure, "the watched users could not be looked up"));
                  } else if (!session.isClosed()) {
                    watching(rosters.stream().map(CompletableFuture::join).toList());
                  }
                }));
  }

  private void watching(List<Roster> rosters) {
    var online = new ArrayList<String>();
    var offline = new ArrayList<String>();
    var holds = watched.all();
    for (int i = 0; i < holds.size(); i++) {
      holds.get(i).version = rosters.get(i).version();
      boolean present = !rosters.get(i).members().isEmpty();
      (present ? online : offline).add(holds.get(i).channel().user());
    }
    session.client.tell(new Signal.Watched(online, offline));
    holds.forEach(hold -> session.shard.goLive(hold.subscription, null));
    session.client.outlet().flush();
  }

  /** News on the channel of this user or of one that is watched. */
  void hear(Subscription subscription, Notice notice, Publication publication) {
    if (subscription == own.subscription) {
      if (notice == Notice.DISCONNECT) {
        session.client.outlet().close(CloseReason.FORBIDDEN);
      }
      return;
    }
    Hold hold = watched.find(subscription);
    if (hold == null || publication.offset() <= hold.version) {
      return;
    }
    List<String> user = List.of(subscription.channel().user());
    if (notice == Notice.JOINED) {
      session.client.tell(new Signal.Watched(user, List.of()));
    } else if (notice == Notice.LEFT) {
      session.client.tell(new Signal.Watched(List.of(), user));
    }
  }

  /** The connection is gone. */
  void end() {
    session.end(own);
    watched.clear(session::end);
  }

  private Hold hold(String user, boolean present) {
    var subscription =
        new Subscription(
            ChannelName.ofUser(session.tenant.app().id(), user),
            session,
            session.client.dialect().wire(),
            SlowReader.CLOSE);
    return new Hold(subscription, present ? user : null);
  }
}
