package dev.freshet.tools.doctor.capacity;

import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many connections the machine of a running server holds, to be asked again and again: the
 * files are read at most every ten seconds, and not at all while nobody asks. May be used from any
 * thread; blocks on files of proc.
 */
public final class Headroom {
  private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

  private final Supplier<ServerSettings> settings;
  private final LongSupplier nanos;
  private final Root root;
  private List<Capacity> capacities = List.of();
  private long readAt;

  /** Of the process that asks. */
  public Headroom(Supplier<ServerSettings> settings) {
    this(settings, Root.system(), System::nanoTime);
  }

  /**
   * Of a process.
   *
   * @param settings what holds now; asked whenever files are read
   * @param nanos a clock such as {@link System#nanoTime}
   */
  Headroom(Supplier<ServerSettings> settings, Root root, LongSupplier nanos) {
    this.settings = settings;
    this.root = root;
    this.nanos = nanos;
  }

  /** One for each limit, the first that is hit first. */
  public synchronized List<Capacity> capacities() {
    long now = nanos.getAsLong();
    if (capacities.isEmpty() || now - readAt >= FRESH_NANOS) {
      capacities = Capacities.of(Machine.ofServer(root, ServerProcess.SELF), settings.get());
      readAt = now;
    }
    return capacities;
  }

  /** How many connections a limit leaves room for; NaN when it is not known, or has no bound. */
  public double holds(Limit limit) {
    Map<Limit, OptionalLong> all = new EnumMap<>(Limit.class);
    capacities().forEach(each -> all.put(each.limit(), each.holds()));
    long holds = all.getOrDefault(limit, OptionalLong.empty()).orElse(Numbers.UNLIMITED);
    return holds == Numbers.UNLIMITED ? Double.NaN : holds;
  }
}
