package dev.freshet.net.http;

import dev.freshet.metrics.Incident;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.net.Station;
import dev.freshet.net.proxy.AddressLimit;
import dev.freshet.session.Tenant;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and the way to answer it. {@link #answer} and {@link #await} may be called from any
 * thread; the first answer counts.
 */
public final class Exchange {
  private static final Incident FAILURE =
      new Incident(
          System.getLogger(Exchange.class.getName()),
          System.Logger.Level.ERROR,
          "a request failed, and is answered with 500");

  /** For what begins in {@link #takeOver} and waits for nothing. */
  public static final CompletionStage<?> BEGUN = CompletableFuture.completedFuture(null);

  private final HttpConnection connection;
  private final Router router;
  private final Request request;
  private final HttpHeaders extra;
  private final AtomicBoolean answered = new AtomicBoolean();
  private Paths.@Nullable Found found;
  private @Nullable Tenant entered;
  private AddressLimit.@Nullable Place place;

  Exchange(HttpConnection connection, Router router, Request request, HttpHeaders extra) {
    this.connection = connection;
    this.router = router;
    this.request = request;
    this.extra = extra;
  }

  /** What was asked. */
  public Request request() {
    return request;
  }

  /** What the loop of this connection owns. */
  public Station station() {
    return connection.station();
  }

  /** Header fields that the answer gets, such as those of CORS; on the loop. */
  public HttpHeaders extra() {
    return extra;
  }

  /**
   * What stands in the path where the resource's pattern has its n-th star, from 0; decoded. On the
   * loop.
   *
   * @throws IndexOutOfBoundsException when the pattern has fewer stars
   */
  public String name(int n) {
    return Objects.requireNonNull(found, "found").names().get(n);
  }

  /** Whether the page that makes the request, if one does, may use this app. */
  public boolean allowsOrigin(Tenant tenant) {
    return router.allowsOrigin(request, tenant);
  }

  /** Why the node takes no new connection; null when it does. */
  public @Nullable Refused closed() {
    return router.closed();
  }

  /** What the request is counted as. */
  String route() {
    return found == null ? "none" : found.resource().name();
  }

  void lead(Paths.Found there) {
    found = there;
    there.resource().headers().forEach(extra::set);
  }

  /** A refusal in the form that clients of the resource expect. */
  Answer refusal(Refused refused) {
    return found == null ? Answer.problem(refused) : found.resource().refusal(refused);
  }

  /** Whether the client's socket is still open. */
  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Answers. */
  public void answer(Answer answer) {
    if (answered.compareAndSet(false, true)) {
      connection.station().shard().loop().run(() -> connection.write(this, answer));
    }
  }

  /** Answers with a problem document, or with what the resource has in its place. */
  public void refuse(Refused refused) {
    answer(refusal(refused));
  }

  /**
   * Answers when a stage completes: with its value, its {@link Refused}, or 500. The answer is made
   * on the loop, for who completes the stage has other things to do.
   */
  public <T extends @Nullable Object> void await(
      CompletionStage<T> stage, Function<T, Answer> answer) {
    resume(stage, value -> answer(answer.apply(value)));
  }

  /** Goes on with the exchange on its loop when a stage completes; answers when it fails. */
  public <T extends @Nullable Object> void resume(CompletionStage<T> stage, Consumer<T> next) {
    stage.whenComplete((value, failure) -> {
      if (failure != null) {
        fail(failure);
      } else {
        station().shard().loop().run(() -> answerWith(() -> next.accept(value)));
      }
    });
  }

  /** The client's address; null when it is gone. On the loop. */
  public @Nullable InetAddress client() {
    return router.client(connection.peer(), request);
  }

  /** Runs what answers; whatever it throws is the answer. */
  void answerWith(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /**
   * Counts the connection that this becomes in, for its app and its client's address. The app's
   * count is the connection's to end, the address's ends with the socket; {@link #takeOver} ends
   * both when it fails. On the loop, once.
   *
   * @throws Refused with {@link Problem#CONNECTION_LIMIT}, {@link Problem#CONNECT_RATE}, {@link
   *     Problem#ADDRESS_LIMIT} or {@link Problem#ADDRESS_RATE}, nothing being counted then
   */
  public void enter(Tenant tenant) {
    tenant.enter(System.nanoTime());
    try {
      place = router.enter(connection.peer(), connection.socket().remoteAddress(), request);
      entered = tenant;
    } catch (Refused e) {
      tenant.leave();
      throw e;
    }
  }

  /**
   * Takes the socket over: HTTP is at its end here. On the loop.
   *
   * @param answer ends the handshake
   * @param next takes the socket
   * @param begin called when {@code next} can write; until the stage it returns completes, the
   *     handshake counts as under way
   * @return false when the client is gone; nothing was called then
   */
  public boolean takeOver(
      HttpResponse answer, ChannelHandler next, Supplier<CompletionStage<?>> begin) {
    if (answered.compareAndSet(false, true) && connection.takeOver(answer, next, begin)) {
      if (place != null) {
        var _ = connection.socket().closeFuture().addListener(place);
      }
      return true;
    }
    if (entered != null) {
      entered.leave();
    }
    if (place != null) {
      place.leave();
    }
    return false;
  }

  private void fail(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof Refused refused) {
      refuse(refused);
    } else {
      FAILURE.happened(cause == null ? failure : cause);
      refuse(new Refused(Problem.INTERNAL, "the fault is in the server's log"));
    }
  }
}
