package dev.freshet.session.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Some of the channels of a target: their events go one request after the other. There while it has
 * events. What changes is guarded by the outbox's lock.
 */
final class Lane {
  private final Endpoint endpoint;
  private final int index;
  private final Queue<Happening> waiting = new ArrayDeque<>();

  private Lane(Endpoint endpoint, int index) {
    this.endpoint = endpoint;
    this.index = index;
  }

  Target target() {
    return endpoint.target;
  }

  /** What a request to the target needs one of. */
  Semaphore permits() {
    return endpoint.permits;
  }

  void add(Happening happening) {
    waiting.add(happening);
  }

  /** Takes the events of the next request away; empty when the lane is at its end. */
  List<Happening> take(int batchMax) {
    int most = endpoint.target.batch() ? batchMax : 1;
    var taken = new ArrayList<Happening>(Math.min(most, waiting.size()));
    while (taken.size() < most && !waiting.isEmpty()) {
      taken.add(waiting.remove());
    }
    return taken;
  }

  /** Leaves the endpoint; whether it was its last lane. */
  boolean end() {
    endpoint.lanes[index] = null;
    return --endpoint.used == 0;
  }

  /** A target that has events. */
  static final class Endpoint {
    /** More than may run at once, so that a lane that waits to try again holds few others back. */
    private static final int LANES = 64;

    private final Target target;
    private final Semaphore permits;
    private final @Nullable Lane[] lanes;
    private int used;

    Endpoint(Target target, int concurrency) {
      this.target = target;
      this.permits = new Semaphore(concurrency, true);
      // Batches want few lanes: the fewer, the more events meet in one.
      this.lanes = new Lane[target.batch() ? concurrency : Math.max(LANES, concurrency)];
    }

    /** Whether there is a lane for the channel of an event already. */
    boolean hasLane(Happening happening) {
      return lanes[index(happening)] != null;
    }

    /** The lane for the channel of an event, made if need be. */
    Lane lane(Happening happening) {
      int index = index(happening);
      @Nullable Lane lane = lanes[index];
      if (lane == null) {
        lane = new Lane(this, index);
        lanes[index] = lane;
        used++;
      }
      return lane;
    }

    private int index(Happening happening) {
      int hash = happening.channel().hashCode();
      return Math.floorMod(hash ^ (hash >>> 16), lanes.length);
    }
  }
}
