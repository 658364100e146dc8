package dev.freshet.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;

/**
 * What the operating system and the JVM say of this process. Nothing is loaded before the first
 * scrape, so it costs no startup time. A figure the platform does not have is NaN, which is not
 * exposed.
 */
final class ProcessFigures {
  private ProcessFigures() {}

  static void register(Metrics metrics) {
    metrics.gauge(Metric.HEAP_USED, () -> runtime().totalMemory() - runtime().freeMemory());
    metrics.gauge(Metric.HEAP_MAX, () -> runtime().maxMemory());
    metrics.gauge(Metric.THREADS, () -> ManagementFactory.getThreadMXBean().getThreadCount());
    metrics.gauge(Metric.PROCESS_RESIDENT, ProcessFigures::residentBytes);
    metrics.gauge(Metric.PROCESS_OPEN_FDS, ProcessFigures::openFiles);
    metrics.gauge(
        Metric.PROCESS_MAX_FDS, () -> unix(UnixOperatingSystemMXBean::getMaxFileDescriptorCount));
    metrics.gauge(Metric.PROCESS_CPU, () -> unix(os -> os.getProcessCpuTime() / 1e9));
    metrics.gauge(
        Metric.PROCESS_START, () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
  }

  private static Runtime runtime() {
    return Runtime.getRuntime();
  }

  private static double unix(ToDoubleFunction<UnixOperatingSystemMXBean> figure) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
        ? figure.applyAsDouble(os)
        : Double.NaN;
  }

  /**
   * Since Linux 6.2 the size of the folder, see proc_pid_fd(5); the JVM lists it, which takes some
   * 20 ms with 15,000 connections.
   */
  private static double openFiles() {
    try {
      long size = Files.size(Path.of("/proc/self/fd"));
      if (size > 0) {
        return size;
      }
    } catch (IOException _) {
      // Listed, then.
    }
    return unix(UnixOperatingSystemMXBean::getOpenFileDescriptorCount);
  }

  /** See proc_pid_status(5): the line {@code VmRSS: 123 kB}. */
  private static double residentBytes() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
