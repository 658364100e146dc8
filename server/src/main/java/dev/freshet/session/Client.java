package dev.freshet.session;

import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.CloseReason;
import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import dev.freshet.wire.Dialect;
import dev.freshet.wire.Signal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletionException;

/**
 * A session's client: its language and the way to it, and how fast it talks. Owned by the session's
 * loop.
 */
public final class Client {
  private final Dialect dialect;
  private final Outlet outlet;
  private final Metrics metrics;

  /** When it came, seconds since 1970. */
  private final int begun = (int) (System.currentTimeMillis() / 1_000);

  /** The second that {@link #received} counts. */
  private int second;

  private int received;

  /** A client that has not said anything yet. */
  public Client(Dialect dialect, Outlet outlet, Metrics metrics) {
    this.dialect = dialect;
    this.outlet = outlet;
    this.metrics = metrics;
  }

  /** How it converses. */
  public Dialect dialect() {
    return dialect;
  }

  /** The way to it. */
  public Outlet outlet() {
    return outlet;
  }

  /** When it came, seconds since 1970. */
  public int begunSeconds() {
    return begun;
  }

  /**
   * Tells it something, without flushing.
   *
   * @return whether it knows, or need not
   */
  public boolean tell(Signal signal) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer(128);
    dialect.encode(bytes, signal);
    if (!bytes.isReadable()) {
      bytes.release();
      return !(signal instanceof Signal.Failed);
    }
    outlet.write(bytes);
    return true;
  }

  /** Tells what failed; a client that cannot be told is closed. */
  public void fail(Refused refused) {
    count(refused);
    if (tell(new Signal.Failed(refused.problem(), refused.detail()))) {
      outlet.flush();
    } else {
      outlet.close(reasonFor(refused.problem()));
    }
  }

  /** Counts what failed, for those who are told in another way. */
  public void count(Refused refused) {
    metrics.count(Metric.PROBLEMS, refused.problem().code()).increment();
  }

  /**
   * Counts a frame.
   *
   * @param limit frames a second, 0 for no bound
   * @return whether it is one too many
   */
  public boolean isTooFast(int limit, long nowMillis) {
    int now = (int) (nowMillis / 1000);
    if (now != second) {
      second = now;
      received = 0;
    }
    return limit > 0 && ++received > limit;
  }

  /** What a stage failed with, as a client may be told. */
  public static Refused refusal(Throwable failure, String otherwise) {
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
