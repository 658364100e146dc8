package dev.freshet.bench.process;

import dev.freshet.tools.proc.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the kernel tells of one process of this machine. Linux only. */
public record Probe(long pid) {

  private ServerProcess process() {
    return ServerProcess.of(pid);
  }

  /** User and system time of all threads, in nanoseconds, to 10 ms. */
  public long cpuNanos() throws IOException {
    return known(process().cpuNanos());
  }

  /**
   * User and system time of the JVM's compiler threads, which is part of {@link #cpuNanos}; less
   * than it was when one of them has ended.
   */
  public long compilerNanos() {
    return process().tasks().stream()
        .filter(each -> each.program().matches("C[12] Compiler.*"))
        .mapToLong(each -> each.cpuNanos().orElse(0))
        .sum();
  }

  /** Bytes of memory that are resident. */
  public long rss() throws IOException {
    return known(process().resident());
  }

  /** Bytes of memory that are resident, pages shared with others counted in part. */
  public long pss() throws IOException {
    return known(process().proportional());
  }

  private long known(OptionalLong figure) throws IOException {
    return figure.orElseThrow(() -> new IOException("process " + pid + " cannot be read"));
  }

  /** The JVM's flags, without what names a place on this machine. */
  public List<String> jvmFlags() {
    List<String> flags = new ArrayList<>();
    for (String argument : process().arguments().stream().skip(1).toList()) {
      if (!argument.startsWith("-") || argument.equals("-jar") || argument.equals("-cp")) {
        break;
      }
      flags.add(argument);
    }
    return flags;
  }
}
