package dev.freshet.net.admission;

import dev.freshet.metrics.Count;
import dev.freshet.metrics.Distribution;
import dev.freshet.metrics.Metric;
import dev.freshet.metrics.Metrics;
import dev.freshet.net.Door;
import dev.freshet.net.Station;
import dev.freshet.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the sockets of one event loop in. Whoever has said something is let in at once while nobody
 * waits, the loop's {@link Share} of time allows it and not too many handshakes are {@link
 * UnderWay}; else it waits in {@link Line}. Owned by its loop; what others read is volatile.
 */
final class Turnstile {
  /** How often it is looked whether one of those came to that age. */
  private static final int BLOCKED_MILLIS = 50;

  /** Of those who have said nothing for so long, the first gives way when descriptors run short. */
  private static final long SILENT_NANOS = 1_000_000_000L;

  /** So many may wait whatever the rate seems to be. */
  private static final int LEAST_LINE = 32;

  private final Admission admission;
  private final Station station;
  private final int queueMax;
  private final int waitTicks;
  private final Share share;
  private final UnderWay underWay;
  private final ServiceRate rate = new ServiceRate();
  private final Line<Entry> line = new Line<>();
  private final SequencedSet<Entry> silent = new LinkedHashSet<>();
  private final SequencedSet<Entry> pending = new LinkedHashSet<>();
  private final Map<Kind, Count> admitted = new EnumMap<>(Kind.class);
  private final Count atOnce;
  private final Count gaveUp;
  private final Distribution waits;
  private final Runnable pump = this::pump;
  private @Nullable EventLoop eventLoop;
  private boolean scheduled;

  /** Whether {@link #lookAgain} is to come. */
  private boolean blocked;

  private volatile Seen seen = new Seen(0, 0, 0, 0, UnderWay.LEAST);

  /** What others may know of it. */
  record Seen(int requests, int resuming, int fresh, int pending, int limit) {
    int waiting() {
      return requests + resuming + fresh;
    }
  }

  Turnstile(Admission admission, Station station, int queueMax, Metrics metrics) {
    AdmissionSettings settings = admission.settings();
    this.admission = admission;
    this.station = station;
    this.queueMax = queueMax;
    this.waitTicks = Wheel.ticks(settings.waitNanos() / 1_000_000);
    this.share = new Share(settings.lagNanos(), System.nanoTime());
    this.underWay = new UnderWay(settings.underWayMax());
    for (Kind kind : Kind.values()) {
      admitted.put(kind, metrics.count(Metric.ADMITTED, kind.label()));
    }
    atOnce = metrics.count(Metric.ADMITTED, "at-once");
    gaveUp = metrics.count(Metric.ADMISSION_LEFT);
    waits = metrics.histogram(Metric.ADMISSION_WAIT);
  }

  Station station() {
    return station;
  }

  /** A new socket. */
  void arrived(Channel socket, Door.Inside inside, boolean kept) {
    eventLoop = socket.eventLoop();
    long now = System.nanoTime();
    if (!kept && !dropSilent(now)) {
      turnAway(socket, inside);
      return;
    }
    var entry = new Entry(this, inside, socket, now);
    socket.pipeline().addLast(entry);
    silent.add(entry);
    station.wheel().set(entry, admission.settings().silentTicks());
  }

  /**
   * Nobody is ended who was let in; who has said nothing so far is not in the middle of anything.
   */
  private boolean dropSilent(long now) {
    if (silent.isEmpty() || now - silent.getFirst().since() < SILENT_NANOS) {
      return false;
    }
    Entry longest = silent.removeFirst();
    admission.refused(Reason.DESCRIPTORS);
    longest.close();
    return true;
  }

  private void turnAway(Channel socket, Door.Inside inside) {
    admission.refused(Reason.DESCRIPTORS);
    if (inside.isTls()) {
      var _ = socket.close();
      return;
    }
    var refusal = new Refusal(admission, station.wheel(), Reason.DESCRIPTORS);
    socket.pipeline().addLast(refusal);
    refusal.begin(null);
  }

  /** The first bytes of a socket; owned from now on. */
  void spoke(Entry entry, ByteBuf bytes) {
    silent.remove(entry);
    if (!admission.allows(entry.peer())) {
      refuse(entry, Reason.ADDRESS_RATE, bytes);
      return;
    }
    long now = System.nanoTime();
    boolean waits = !line.isEmpty() || station.shard().behindNanos(now) > 0;
    if (share.isOpen(now) && !waits && pending.size() < underWay.limit()) {
      entry.pass(bytes);
      spent(now);
      atOnce.increment();
    } else {
      entry.hold(bytes, now);
      station.wheel().set(entry, waitTicks);
      enqueue(entry);
      rate.begin(now);
      trim();
      tell();
      schedule();
    }
  }

  /** A waiting socket has said more, which may change where it stands. */
  void saidMore(Entry entry) {
    line.remove(entry, entry.kind());
    enqueue(entry);
  }

  private void enqueue(Entry entry) {
    FirstBytes looked = entry.look(admission.settings().pusherPath());
    line.add(entry, entry.kind());
    if (!looked.whole()) {
      entry.readOn();
    }
  }

  /** Those go who would come to wait too long, or are too many. */
  private void trim() {
    double seconds = admission.settings().waitNanos() / 1e9;
    int served = (int) Math.min(Integer.MAX_VALUE, rate.perSecond() * seconds);
    int most = Math.min(queueMax, Math.max(LEAST_LINE, served));
    while (line.size() > most) {
      Entry oldest = line.oldest();
      if (oldest != null) {
        refuse(oldest, most == queueMax ? Reason.QUEUE_FULL : Reason.WAIT, null);
      }
    }
  }

  void waitedTooLong(Entry entry) {
    line.remove(entry, entry.kind());
    refuse(entry, Reason.WAIT, null);
    tell();
  }

  void stops(Entry entry) {
    line.remove(entry, entry.kind());
    refuse(entry, Reason.STOPPING, null);
    tell();
  }

  private void refuse(Entry entry, Reason reason, @Nullable ByteBuf bytes) {
    admission.refused(reason);
    entry.refuse(new Refusal(admission, station.wheel(), reason), bytes);
  }

  /** A socket was closed before it was let in. */
  void left(Entry entry, boolean waiting) {
    if (waiting) {
      line.remove(entry, entry.kind());
      gaveUp.increment();
      tell();
    } else {
      silent.remove(entry);
    }
  }

  void pends(Entry entry) {
    if (pending.add(entry)) {
      entry.pendsSince(System.nanoTime());
      tell();
    }
  }

  void ended(Entry entry) {
    if (pending.remove(entry)) {
      underWay.ended(System.nanoTime() - entry.since(), pending.size());
      tell();
      if (!line.isEmpty()) {
        schedule();
      }
    }
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      station.shard().loop().afterIo(pump);
    }
  }

  private void pump() {
    scheduled = false;
    long now = System.nanoTime();
    share.beginTurn(now, station.shard().behindNanos(now));
    forgetStuck(now);
    int passed = 0;
    while (pending.size() < underWay.limit() && share.isOpen(now)) {
      Entry next = line.next();
      if (next == null) {
        break;
      }
      waits.observe((now - next.since()) / 1e9);
      count(next.kind());
      next.pass();
      now = spent(now);
      passed++;
    }
    share.endTurn(now);
    rate.passed(passed, now);
    tell();
    if (line.isEmpty()) {
      rate.end();
    } else if (pending.size() < underWay.limit()) {
      schedule();
    } else {
      later();
    }
  }

  private void count(Kind kind) {
    Count count = admitted.get(kind);
    if (count != null) {
      count.increment();
    }
  }

  private long spent(long begun) {
    long ended = System.nanoTime();
    share.spent(begun, ended);
    rate.cost(ended - begun);
    return ended;
  }

  private void forgetStuck(long now) {
    while (!pending.isEmpty() && now - pending.getFirst().since() > underWay.patience()) {
      pending.removeFirst();
      underWay.givenUp();
    }
  }

  /** Waits for a handshake to end, and looks again in case none does. */
  private void later() {
    if (eventLoop != null && !blocked) {
      blocked = true;
      var _ = eventLoop.schedule(this::lookAgain, BLOCKED_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAgain() {
    blocked = false;
    if (!line.isEmpty()) {
      schedule();
    }
  }

  private void tell() {
    seen =
        new Seen(
            line.size(Kind.REQUEST),
            line.size(Kind.RESUMING),
            line.size(Kind.NEW),
            pending.size(),
            underWay.limit());
  }

  /** What is seen from outside; from any thread. */
  Seen seen() {
    return seen;
  }

  /** How many a second it lets in; from any thread. */
  double perSecond() {
    return rate.perSecond();
  }

  /** The loop's share; from any thread. */
  double part() {
    return share.part();
  }
}
