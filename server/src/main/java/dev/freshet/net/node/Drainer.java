package dev.freshet.net.node;

import dev.freshet.cluster.Nodes;
import dev.freshet.cluster.Nodes.Order;
import dev.freshet.model.CloseReason;
import dev.freshet.net.Departure;
import dev.freshet.net.http.Gate;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what this node is asked: sends its connections away, or some, or takes them again.
 * One thing at a time, on a thread of its own; the next order ends the last. From any thread.
 */
public final class Drainer implements Nodes.Receiver, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Drainer.class.getName());

  /** How often an empty node is looked at: who was in a handshake may come late. */
  private static final int LOOK_MILLIS = 1_000;

  private final Departure departure;
  private final Gate gate;
  private final Duration notice;
  private final Supplier<CloseReason> reason;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("freshet-drain").factory());

  private @Nullable Future<?> current;

  /** How many it sends away a second now; written by the worker alone. */
  private volatile int leaveRate;

  /**
   * Idle.
   *
   * @param notice how long load balancers have to notice that the node is not ready, before it
   *     takes no more connections and sends the first away
   * @param reason what connections are told, asked again and again
   */
  public Drainer(Departure departure, Gate gate, Duration notice, Supplier<CloseReason> reason) {
    this.departure = departure;
    this.gate = gate;
    this.notice = notice;
    this.reason = reason;
  }

  /** How many connections a second leave because of what it was asked; 0 for none. */
  public int leaveRate() {
    return leaveRate;
  }

  @Override
  public synchronized void take(Order order) {
    if (current != null) {
      current.cancel(true);
    }
    if (!worker.isShutdown()) {
      current = worker.submit(() -> carryOut(order));
    }
  }

  private void carryOut(Order order) {
    try {
      switch (order) {
        case Order.Drain(var perSecond) -> drain(perSecond);
        case Order.Shed(var connections, var perSecond) -> shed(connections, perSecond);
        case Order.Resume() -> {
          LOG.log(System.Logger.Level.INFO, "takes connections again");
          gate.open();
        }
      }
    } catch (InterruptedException _) {
      // The next order is carried out instead.
    } finally {
      leaveRate = 0;
    }
  }

  private void shed(int connections, int perSecond) throws InterruptedException {
    LOG.log(
        System.Logger.Level.INFO,
        "sends {0} connections away, {1} a second",
        connections,
        perSecond);
    leaveRate = perSecond;
    departure.send(connections, perSecond, reason);
  }

  private void drain(int perSecond) throws InterruptedException {
    LOG.log(System.Logger.Level.INFO, "sends all connections away, {0} a second", perSecond);
    leaveRate = perSecond;
    if (gate.isOpen()) {
      gate.leave();
      Thread.sleep(notice);
    }
    gate.close();
    boolean told = false;
    while (true) {
      if (departure.send(Integer.MAX_VALUE, perSecond, reason) == 0) {
        leaveRate = 0;
        if (!told) {
          LOG.log(System.Logger.Level.INFO, "has no connections any more");
          told = true;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Ends what is under way, and carries nothing out any more. */
  @Override
  public synchronized void close() {
    worker.shutdownNow();
  }
}
