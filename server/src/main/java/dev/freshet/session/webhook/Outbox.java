package dev.freshet.session.webhook;

import dev.freshet.model.ChannelName;
import dev.freshet.model.app.WebhookEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait, for a target or because they may be taken back, and the one bound over all
 * of them. Any thread may put an event in and never waits for more than a few instructions of
 * others; a thread and the lane it empties are there only while that lane has events.
 */
final class Outbox {
  private static final String NAME = "webhook";

  private final WebhookSettings settings;
  private final BiFunction<ChannelName, WebhookEvent, List<Target>> routes;
  private final Consumer<Lane> deliver;
  private final Runnable full;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition holding = lock.newCondition();
  private final Condition pausing = lock.newCondition();
  private final Condition empty = lock.newCondition();

  /** All are held for the same time, so the eldest is the first that is due. */
  private final SequencedMap<Matter, Happening> held = new LinkedHashMap<>();

  private final Map<Target, Lane.Endpoint> endpoints = new HashMap<>();
  private boolean releasing;
  private boolean hurrying;
  private boolean closed;
  private int waiting;
  private int weight;

  /**
   * What can end and begin again.
   *
   * @param user a member of the channel; null for the channel's being occupied
   */
  record Matter(ChannelName channel, @Nullable String user) {}

  /**
   * An empty one.
   *
   * @param routes where an event goes
   * @param deliver empties a lane; called on a virtual thread of its own
   * @param full hears that an event was dropped because too many wait
   */
  Outbox(
      WebhookSettings settings,
      BiFunction<ChannelName, WebhookEvent, List<Target>> routes,
      Consumer<Lane> deliver,
      Runnable full) {
    this.settings = settings;
    this.routes = routes;
    this.deliver = deliver;
    this.full = full;
  }

  /** Something began, unless its end is still held: then neither has happened. */
  void begin(Matter matter, Happening happening) {
    int dropped = 0;
    lock.lock();
    try {
      Happening end = held.remove(matter);
      if (end == null) {
        dropped = put(happening);
      } else {
        left(end);
      }
    } finally {
      lock.unlock();
    }
    tell(dropped);
  }

  /** Something ended; it is told later, unless it begins again before. */
  void end(Matter matter, Happening happening) {
    int dropped = 0;
    lock.lock();
    try {
      if (settings.vacatedDelay().isZero()) {
        dropped = put(happening);
      } else if (!closed && !held.containsKey(matter)) {
        dropped = hold(matter, happening);
      }
    } finally {
      lock.unlock();
    }
    tell(dropped);
  }

  /** Something happened that nothing takes back. */
  void add(Happening happening) {
    int dropped;
    lock.lock();
    try {
      dropped = put(happening);
    } finally {
      lock.unlock();
    }
    tell(dropped);
  }

  private void tell(int dropped) {
    for (int i = 0; i < dropped; i++) {
      full.run();
    }
  }

  private int hold(Matter matter, Happening happening) {
    if (!enter(happening)) {
      return 1;
    }
    held.putLast(matter, happening);
    if (!releasing) {
      releasing = true;
      Thread.ofVirtual().name(NAME).start(this::release);
    }
    return 0;
  }

  /** Puts an event into the lanes of its targets. Returns for how many there was no room. */
  private int put(Happening happening) {
    if (closed) {
      return 0;
    }
    int dropped = 0;
    List<Target> targets = routes.apply(happening.channel(), happening.event().kind());
    if (happening.receipt() != null) {
      happening.receipt().expect(targets.size());
    }
    for (Target target : targets) {
      if (enter(happening)) {
        Lane.Endpoint endpoint =
            endpoints.computeIfAbsent(
                target, key -> new Lane.Endpoint(key, settings.concurrency()));
        boolean isRunning = endpoint.hasLane(happening);
        Lane lane = endpoint.lane(happening);
        lane.add(happening);
        if (!isRunning) {
          Thread.ofVirtual().name(NAME).start(() -> deliver.accept(lane));
        }
      } else {
        dropped++;
      }
    }
    return dropped;
  }

  private boolean enter(Happening happening) {
    // What has a receipt is taken only while there is room, and dropping it would lose it.
    if (happening.receipt() == null && weight + happening.weight() > settings.queueMax()) {
      return false;
    }
    weight += happening.weight();
    waiting++;
    return true;
  }

  private void left(Happening happening) {
    weight -= happening.weight();
    waiting--;
    if (waiting == 0) {
      empty.signalAll();
    }
  }

  /** Lets what was held long enough go, until nothing is held. */
  private void release() {
    int dropped = 0;
    lock.lock();
    try {
      while (!closed && !held.isEmpty()) {
        Happening eldest = held.firstEntry().getValue();
        long now = System.nanoTime();
        long rest = eldest.since() + settings.vacatedDelay().toNanos() - now;
        if (rest > 0 && !hurrying) {
          long _ = holding.awaitNanos(rest);
        } else {
          held.pollFirstEntry();
          dropped += put(eldest.at(now));
          left(eldest);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      releasing = false;
      lock.unlock();
    }
    tell(dropped);
  }

  /** The events of a lane's next request; empty when the lane has ended. */
  List<Happening> take(Lane lane) {
    lock.lock();
    try {
      List<Happening> taken = closed ? List.of() : lane.take(settings.batchMax());
      if (taken.isEmpty() && lane.end()) {
        endpoints.remove(lane.target());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** These need not wait any more; whether that still counts, the outbox not being closed. */
  boolean done(List<Happening> taken) {
    lock.lock();
    try {
      if (!closed) {
        taken.forEach(this::left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits; returns at once when the outbox is closed. */
  void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long rest = nanos;
      while (rest > 0 && !closed) {
        rest = pausing.awaitNanos(rest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing more is delivered. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** How many events wait, held ones and those under way included. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** How many more may be put in. */
  int room() {
    lock.lock();
    try {
      return closed ? 0 : settings.queueMax() - weight;
    } finally {
      lock.unlock();
    }
  }

  /** Holds nothing any longer, and waits until nothing waits, or for so long. */
  void drain(Duration most) throws InterruptedException {
    lock.lock();
    try {
      hurrying = true;
      holding.signalAll();
      long rest = most.toNanos();
      while (waiting > 0 && rest > 0 && !closed) {
        rest = empty.awaitNanos(rest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends. Returns how many events waited; once only, then none. */
  int close() {
    lock.lock();
    try {
      int left = closed ? 0 : waiting;
      closed = true;
      waiting = 0;
      weight = 0;
      held.clear();
      holding.signalAll();
      pausing.signalAll();
      empty.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
