package dev.freshet.net.admission;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.Door;
import dev.freshet.net.Loops;
import dev.freshet.net.Station;
import dev.freshet.net.proxy.AddressRate;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The door of a node: a {@link Turnstile} for each event loop, and what they share. From any
 * thread, but for what {@link Door} says.
 */
public final class Admission implements Door {
  private final AdmissionSettings settings;
  private final Descriptors descriptors;
  private final AddressRate addressRate;
  private final ReturnTimes returns;
  private final Map<Station, Turnstile> turnstiles = new HashMap<>();
  private final Map<Reason, Count> refused;
  private final Metrics metrics;

  /** Refused clients that are told later. */
  private final AtomicInteger held = new AtomicInteger();

  /**
   * A door that lets in.
   *
   * @param loops that are started
   * @param addressRate bounds how often an address connects, as far as its socket tells it
   */
  public Admission(
      Loops loops,
      AdmissionSettings settings,
      Descriptors descriptors,
      AddressRate addressRate,
      Metrics metrics) {
    this.settings = settings;
    this.descriptors = descriptors;
    this.addressRate = addressRate;
    this.metrics = metrics;
    this.returns =
        new ReturnTimes(
            settings.retryNanos(),
            () -> ThreadLocalRandom.current().nextDouble(),
            System.nanoTime());
    this.refused = metrics.each(Metric.ADMISSION_REFUSED, Reason.class, Reason::label);
    List<Station> stations = loops.stations();
    int queueMax = Math.max(1, settings.queueMax() / stations.size());
    for (Station station : stations) {
      turnstiles.put(station, new Turnstile(this, station, queueMax, metrics));
    }
    register();
  }

  private void register() {
    waiting(Kind.REQUEST, Turnstile.Seen::requests);
    waiting(Kind.RESUMING, Turnstile.Seen::resuming);
    waiting(Kind.NEW, Turnstile.Seen::fresh);
    metrics.gauge(Metric.ADMISSION_UNDER_WAY, () -> sum(Turnstile.Seen::pending));
    metrics.gauge(Metric.ADMISSION_UNDER_WAY_MAX, () -> sum(Turnstile.Seen::limit));
    metrics.gauge(Metric.ADMISSION_RATE, this::perSecond);
    metrics.gauge(Metric.ADMISSION_SHARE, this::share);
    metrics.gauge(Metric.ADMISSION_HELD, held::get);
    metrics.gauge(Metric.ADMISSION_RECOVERY, () -> recoveryNanos() / 1e9);
    metrics.gauge(Metric.SOCKETS_MAX, descriptors::most);
  }

  private void waiting(Kind kind, ToIntFunction<Turnstile.Seen> count) {
    metrics.gauge(Metric.ADMISSION_WAITING, () -> sum(count), kind.label());
  }

  @Override
  public boolean accepts() {
    boolean accepted = descriptors.enter();
    if (!accepted) {
      refused(Reason.DESCRIPTORS);
    }
    return accepted;
  }

  @Override
  public void arrived(Channel socket, Station station, Inside inside) {
    Turnstile turnstile = turnstiles.get(station);
    if (turnstile == null) {
      throw new IllegalStateException("station: not one of this server's");
    }
    turnstile.arrived(socket, inside, descriptors.canKeep());
  }

  @Override
  public void gone() {
    descriptors.leave();
  }

  /** How many sockets clients may have open. */
  public int socketsMax() {
    return descriptors.most();
  }

  /** How it is now. */
  public AdmissionReport report() {
    return new AdmissionReport(
        sum(Turnstile.Seen::requests),
        sum(Turnstile.Seen::resuming),
        sum(Turnstile.Seen::fresh),
        sum(Turnstile.Seen::pending),
        sum(Turnstile.Seen::limit),
        perSecond(),
        share(),
        admitted(),
        refused.values().stream().mapToLong(Count::sum).sum(),
        held.get(),
        Duration.ofNanos(recoveryNanos()),
        descriptors.open(),
        descriptors.most());
  }

  private long admitted() {
    long all = 0;
    for (Kind kind : Kind.values()) {
      all += metrics.count(Metric.ADMITTED, kind.label()).sum();
    }
    return all;
  }

  AdmissionSettings settings() {
    return settings;
  }

  /** Whether a client whose socket has this address of its own may connect once more. */
  boolean allows(@Nullable InetAddress peer) {
    return peer == null || addressRate.takeOwn(peer, System.nanoTime());
  }

  void refused(Reason reason) {
    Count count = refused.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /** How long the next who is refused is told to wait, in nanoseconds. */
  long returnDelay() {
    return returns.next(System.nanoTime(), sum(Turnstile.Seen::waiting), perSecond());
  }

  /** Whether a refused client may be held and told later; {@link #holdEnded} must follow then. */
  boolean hold() {
    if (!descriptors.hasRoom()) {
      return false;
    }
    if (held.incrementAndGet() <= settings.queueMax()) {
      return true;
    }
    held.decrementAndGet();
    return false;
  }

  void holdEnded() {
    held.decrementAndGet();
  }

  private int sum(ToIntFunction<Turnstile.Seen> count) {
    int sum = 0;
    for (Turnstile turnstile : turnstiles.values()) {
      sum += count.applyAsInt(turnstile.seen());
    }
    return sum;
  }

  private double perSecond() {
    double sum = 0;
    for (Turnstile turnstile : turnstiles.values()) {
      sum += turnstile.perSecond();
    }
    return sum;
  }

  private double share() {
    return turnstiles.values().stream().mapToDouble(Turnstile::part).average().orElse(1);
  }

  private long recoveryNanos() {
    int waiting = sum(Turnstile.Seen::waiting);
    long served = waiting == 0 ? 0 : Math.round(waiting / perSecond() * 1e9);
    return Math.max(served, returns.outstanding(System.nanoTime()));
  }
}
