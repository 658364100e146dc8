package dev.freshet.net;

import dev.freshet.hub.Subscriber;
import dev.freshet.model.ChannelName;
import dev.freshet.model.CloseReason;
import dev.freshet.session.Session;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this node, as operators look at them. Each loop tells of its own; looking for
 * one among all is cut into slices, so that deliveries do not wait for it. From any thread.
 */
public final class Connections {
  /** A loop with 100,000 connections looks at 1,600 of them before it goes on with other work. */
  private static final int SLICES = 64;

  /** How long loops may take to tell. */
  private static final int WAIT_MILLIS = 5_000;

  private final Loops loops;

  /** Of these loops. */
  public Connections(Loops loops) {
    this.loops = loops;
  }

  /**
   * A connection at one moment.
   *
   * @param id what it is found by; what backends know it by, where they do
   * @param app the id of its app
   * @param dialect how it converses
   * @param user who the client is; null when nobody said
   * @param address of the socket, which may be a balancer's; empty when it is gone
   * @param since when it began, seconds since 1970
   * @param channels what it hears
   * @param queuedBytes what waits for it
   */
  public record Seen(
      String id,
      String app,
      String dialect,
      @Nullable String user,
      String address,
      int since,
      List<String> channels,
      long queuedBytes) {

    static Seen of(Session session, @Nullable SocketAddress peer, long queuedBytes) {
      return new Seen(
          name(session, peer),
          session.tenant().app().id(),
          session.dialect().name(),
          session.user(),
          peer instanceof InetSocketAddress socket ? socket.getAddress().getHostAddress() : "",
          session.begunSeconds(),
          session.channels(),
          queuedBytes);
    }

    static boolean isNamed(Session session, @Nullable SocketAddress peer, String name) {
      String id = session.id();
      return id == null
          ? name.endsWith(suffix(session)) && name.equals(name(session, peer))
          : id.equals(name);
    }

    /** Where no backend knows it, the socket and its second tell it from all others. */
    private static String name(Session session, @Nullable SocketAddress peer) {
      String id = session.id();
      if (id != null) {
        return id;
      }
      String socket =
          peer instanceof InetSocketAddress address
              ? address.getAddress().getHostAddress() + ":" + address.getPort()
              : "";
      return socket + suffix(session);
    }

    private static String suffix(Session session) {
      return "@" + Integer.toHexString(session.begunSeconds());
    }
  }

  /**
   * Some of those that hear a channel.
   *
   * @param limit the most from each loop
   */
  public CompletionStage<List<Seen>> hearing(ChannelName channel, int limit) {
    var all = new ArrayList<CompletableFuture<List<Seen>>>();
    for (Station station : loops.stations()) {
      var told = new CompletableFuture<List<Seen>>();
      station.shard().loop().execute(() -> told.complete(seen(station, channel, limit)));
      all.add(told);
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .orTimeout(WAIT_MILLIS, TimeUnit.MILLISECONDS)
        .thenApply(done -> all.stream().flatMap(told -> told.join().stream()).toList());
  }

  /** The one of this id, or null. */
  public CompletionStage<@Nullable Seen> find(String id) {
    return look(id, Connection::seen);
  }

  /** Closes the one of this id; as it was before, or null when there is none. */
  public CompletionStage<@Nullable Seen> close(String id) {
    return look(
        id,
        connection -> {
          Seen before = connection.seen();
          connection.close(CloseReason.OPERATOR);
          return before;
        });
  }

  private static List<Seen> seen(Station station, ChannelName channel, int limit) {
    var seen = new ArrayList<Seen>();
    for (Subscriber subscriber : station.shard().subscribers(channel, limit)) {
      if (subscriber instanceof Session session
          && session.outlet() instanceof Connection connection) {
        seen.add(connection.seen());
      }
    }
    return seen;
  }

  private CompletionStage<@Nullable Seen> look(String id, Function<Connection, Seen> found) {
    var answer = new CompletableFuture<@Nullable Seen>();
    var ends = new ArrayList<CompletableFuture<Void>>();
    for (Station station : loops.stations()) {
      var end = new CompletableFuture<Void>();
      ends.add(end);
      station.shard().loop().execute(() -> slice(station, id, 0, found, answer, end));
    }
    // One that is not found anywhere is not there.
    var _ =
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
            .whenComplete((done, failure) -> answer.complete(null));
    return answer.orTimeout(WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void slice(
      Station station,
      String id,
      int slice,
      Function<Connection, Seen> found,
      CompletableFuture<@Nullable Seen> answer,
      CompletableFuture<Void> end) {
    if (slice == SLICES || answer.isDone()) {
      end.complete(null);
      return;
    }
    try {
      station
          .wheel()
          .forEach(
              slice,
              SLICES,
              timed -> {
                if (timed instanceof Connection connection && connection.isNamed(id)) {
                  answer.complete(found.apply(connection));
                }
              });
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    station.shard().loop().afterIo(() -> slice(station, id, slice + 1, found, answer, end));
  }
}
