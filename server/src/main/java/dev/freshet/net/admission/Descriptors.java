package dev.freshet.net.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sockets are open, and how many the process can keep: what the operating system allows
 * less a reserve for files, Redis, webhooks and diagnostics. From any thread.
 */
public final class Descriptors {
  private static final System.Logger LOG = System.getLogger(Descriptors.class.getName());

  private final AtomicInteger open = new AtomicInteger();
  private final int most;
  private final int reserve;

  /**
   * Of this process.
   *
   * @param limit how many files may be open
   * @param reserve how many of them are no client's; of a small limit half is the reserve
   */
  Descriptors(long limit, int reserve) {
    this.reserve = (int) Math.min(reserve, limit / 2);
    this.most = Math.clamp(limit - this.reserve, 1, Integer.MAX_VALUE);
    if (this.reserve < reserve) {
      LOG.log(
          System.Logger.Level.WARNING,
          "server.descriptor-reserve: {0} (expected: less than half of the {1} files this process"
              + " may open; clients get {2}, and the rest is the reserve)",
          Integer.toString(reserve),
          Long.toString(limit),
          Integer.toString(most));
    }
  }

  /**
   * What the operating system allows.
   *
   * @param reserve how many are no client's
   */
  public static Descriptors ofProcess(int reserve) {
    long limit =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
            ? os.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    return new Descriptors(limit, reserve);
  }

  /** How many sockets clients may have open. */
  public int most() {
    return most;
  }

  /**
   * Counts a socket in.
   *
   * @return whether it may be open: a quarter of the reserve goes to sockets beyond {@link #most},
   *     for as long as their clients are told that they cannot be kept. When not, it is not counted
   */
  boolean enter() {
    if (open.incrementAndGet() <= most + reserve / 4L) {
      return true;
    }
    open.decrementAndGet();
    return false;
  }

  /** Whether so few are open that the newest can be kept. */
  boolean canKeep() {
    return open.get() <= most;
  }

  /** Whether there is room for those who are told later. */
  boolean hasRoom() {
    return open.get() < most / 10 * 9L;
  }

  /** Counts a socket out. */
  void leave() {
    open.decrementAndGet();
  }

  /** How many are open. */
  int open() {
    return open.get();
  }
}
