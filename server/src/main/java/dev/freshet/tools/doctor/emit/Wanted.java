package dev.freshet.tools.doctor.emit;

import dev.freshet.tools.doctor.capacity.Needs;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.capacity.Words;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Numbers;
import java.util.OptionalLong;

/**
 * What the files of one target say. No value is lower than what this machine has already.
 *
 * @param needs of the target
 * @param sizes of its memory
 */
record Wanted(Machine machine, ServerSettings settings, Needs needs, Sizes sizes) {
  private static final long MIB = 1L << 20;

  static Wanted of(Machine machine, ServerSettings settings, long connections) {
    var needs = new Needs(connections, settings);
    return new Wanted(machine, settings, needs, Sizes.measured(needs));
  }

  static Wanted planned(ServerSettings settings, long connections, Sizes sizes) {
    return new Wanted(Machine.unknown(), settings, new Needs(connections, settings), sizes);
  }

  /** Begins every file. */
  String head(String what) {
    String form =
        machine.isKnown()
            ? """
            # %s
            # Written by freshet doctor for %s connections. No value is lower than it was on the machine
            # that wrote this; look at it before you use it on another.
            """
            : """
            # %s
            # Written by freshet plan for %s connections on a node, of a machine that it did not see:
            # do not lower what is higher there. freshet doctor says what a machine has.
            """;
    return form.formatted(what, connections());
  }

  String connections() {
    return Words.count(needs.connections());
  }

  /** Open files of the server. */
  long openFiles() {
    long now = machine.process().openFilesHardMax().orElse(0);
    return now == Numbers.UNLIMITED ? needs.openFiles() : Math.max(needs.openFiles(), now);
  }

  /** {@code server.backlog}. */
  long backlog() {
    return Math.max(needs.queue(), settings.backlog());
  }

  /** net.core.somaxconn. */
  long somaxconn() {
    return Math.max(backlog(), machine.sysctl("net.core.somaxconn").orElse(0));
  }

  /** Mebibytes of a container. */
  long memoryMib() {
    long bound = machine.cgroup().memoryMax();
    long now = bound == Numbers.UNLIMITED ? 0 : bound;
    return (Math.max(sizes.memory(), now) + MIB - 1) / MIB;
  }

  /** {@code limits.connections}, where what is set is not enough. */
  OptionalLong appConnections() {
    return settings.connections() < needs.connections()
        ? OptionalLong.of(needs.connections())
        : OptionalLong.empty();
  }
}
