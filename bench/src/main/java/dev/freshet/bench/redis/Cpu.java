package dev.freshet.bench.redis;

import java.time.Duration;

/** User and system time of a process of this machine. */
final class Cpu {
  private Cpu() {}

  /** Nanoseconds since its start, to 10 ms. */
  static long nanos(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElseThrow(() -> new IllegalStateException("no process " + pid + " is seen"));
  }
}
