package dev.freshet.console.live;

import dev.freshet.hub.Hub;
import dev.freshet.metrics.Incident;
import dev.freshet.metrics.Metrics;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Payload;
import dev.freshet.model.Publication;
import dev.freshet.net.ConnectionServices;
import dev.freshet.net.Loops;
import dev.freshet.net.admission.AdmissionReport;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last hour, a sample each {@value #STEP_SECONDS} seconds, and a channel of this node that
 * tells a sample each {@value #LIVE_SECONDS} seconds while somebody hears it: no other node, no
 * broker and no request for each sample are needed for that. {@link #tick} is for one thread, all
 * else for any.
 */
public final class Live {
  /** How far samples of the last hour lie apart. */
  public static final int STEP_SECONDS = 5;

  /** How far samples of the channel lie apart. */
  static final int LIVE_SECONDS = 2;

  /** An hour. */
  static final int SAMPLES_MAX = 3_600 / STEP_SECONDS;

  /** What the samples are heard on. */
  public static final ChannelName CHANNEL = ChannelName.ofThisNode("console-live");

  /** Over less, rates would be those of a few events. */
  private static final long SHORTEST_NANOS = 900_000_000;

  private static final Incident FAILURE =
      new Incident(
          System.getLogger(Live.class.getName()),
          System.Logger.Level.ERROR,
          "a sample for the console could not be made");

  private final Hub hub;
  private final Meter slow;
  private final Meter fast;
  private final InstantSource clock;

  /** As they are told, by when they ended, milliseconds since 1970. */
  private final NavigableMap<Long, byte[]> samples = new TreeMap<>();

  private long ticks;
  private @Nullable Reading lastSlow;
  private @Nullable Reading lastFast;

  /** Nothing sampled yet. */
  public Live(
      Metrics metrics,
      Hub hub,
      Loops loops,
      ConnectionServices connections,
      Supplier<AdmissionReport> admission,
      InstantSource clock) {
    this(
        new Meter.Sources(
            metrics,
            hub,
            loops,
            connections,
            admission,
            new ServerProcess(Root.system(), ServerProcess.SELF),
            clock,
            System::nanoTime));
  }

  Live(Meter.Sources sources) {
    this.hub = sources.hub();
    this.slow = new Meter(sources);
    this.fast = new Meter(sources);
    this.clock = sources.clock();
  }

  /** Called once a second; what fails is logged. */
  public void tick() {
    try {
      slow.look();
      fast.look();
      ticks++;
      if (lastSlow == null) {
        lastSlow = slow.read();
      } else if (ticks % STEP_SECONDS == 0) {
        Reading now = slow.read();
        keep(slow.sample(lastSlow, now));
        lastSlow = now;
      }
      tell();
    } catch (RuntimeException e) {
      FAILURE.happened(e);
    }
  }

  /**
   * The samples of the last hour as JSON objects, oldest first.
   *
   * @param since those that ended later, milliseconds since 1970
   */
  public List<byte[]> samples(long since) {
    synchronized (samples) {
      return List.copyOf(samples.tailMap(since, false).values());
    }
  }

  private void keep(Sample sample) {
    synchronized (samples) {
      if (samples.size() == SAMPLES_MAX) {
        samples.pollFirstEntry();
      }
      samples.put(sample.time(), sample.json());
    }
  }

  private void tell() {
    if (!hub.isHeard(CHANNEL)) {
      lastFast = null;
      fast.forget();
      return;
    }
    Reading before = lastFast;
    if (before != null && ticks % LIVE_SECONDS != 0) {
      return;
    }
    Reading now = fast.read();
    // Who just came need not wait: the last few seconds are known.
    Reading since = before == null ? lastSlow : before;
    if (since != null && now.nanos() - since.nanos() > SHORTEST_NANOS) {
      byte[] sample = fast.sample(since, now).json();
      hub.deliver(
          CHANNEL, new Publication("", 0, clock.millis(), Payload.json(sample), "live", null));
    }
    lastFast = now;
  }
}
