package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node says that it is ready, and whether it takes new connections. A node that is
 * emptied is not ready first and takes connections a while longer, until load balancers know. From
 * any thread.
 */
public final class Gate {

  /** Further on is more closed. */
  private enum State {
    OPEN,
    /** Not ready; takes connections all the same. */
    LEAVING,
    /** Takes no connections, but answers requests. */
    CLOSED,
    /** Takes nothing; for good. */
    STOPPING
  }

  private volatile State state = State.OPEN;

  /** Not ready from now on; connections are still taken. */
  public void leave() {
    become(State.LEAVING);
  }

  /** No connections are taken from now on. */
  public void close() {
    become(State.CLOSED);
  }

  /** Ready again, unless the node stops. */
  public void open() {
    become(State.OPEN);
  }

  /** Nothing is taken any more. */
  public void stop() {
    become(State.STOPPING);
  }

  private synchronized void become(State next) {
    if (state != State.STOPPING) {
      state = next;
    }
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return state == State.STOPPING;
  }

  /** Whether the node neither is emptied nor stops. */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** Why the node is not ready; null when nothing speaks against it here. */
  public @Nullable Refused unready() {
    return switch (state) {
      case OPEN -> null;
      case LEAVING, CLOSED -> new Refused(Problem.DRAINING, "the node is being emptied");
      case STOPPING -> new Refused(Problem.STOPPING, "the server is stopping");
    };
  }

  /** Why a new connection is not taken; null when it is. */
  public @Nullable Refused closed() {
    return switch (state) {
      case OPEN, LEAVING -> null;
      case CLOSED -> new Refused(Problem.DRAINING, "ask another node");
      case STOPPING -> new Refused(Problem.STOPPING, "ask another node");
    };
  }
}
