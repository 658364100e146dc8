package dev.freshet;

import dev.freshet.config.Config;
import dev.freshet.tools.doctor.Doctor;
import dev.freshet.tools.doctor.Finding;
import dev.freshet.tools.doctor.Level;
import dev.freshet.tools.doctor.Report;
import dev.freshet.tools.doctor.capacity.Capacity;
import dev.freshet.tools.doctor.capacity.ServerSettings;
import dev.freshet.tools.doctor.capacity.Words;
import dev.freshet.tools.doctor.machine.Machine;
import dev.freshet.tools.proc.Root;
import dev.freshet.tools.proc.ServerProcess;

/** What a server that starts says of its machine. */
final class StartCheck {
  private static final System.Logger LOG = System.getLogger(StartCheck.class.getName());

  private StartCheck() {}

  /** Looks at this machine, and logs. Blocks on files of proc, for some milliseconds. */
  static void run(Config config) {
    run(config, Root.system());
  }

  /** Looks at a machine; says nothing where there is no proc. */
  static void run(Config config, Root root) {
    if (!root.has("proc/self")) {
      return;
    }
    Machine machine = Machine.ofServer(root, ServerProcess.SELF);
    Report report = Doctor.examineAtStart(machine, ServerSettings.of(config));
    report.first().map(StartCheck::line).ifPresent(line -> LOG.log(System.Logger.Level.INFO, line));
    for (Finding finding : report.findings()) {
      if (finding.level() == Level.FAIL || finding.level() == Level.WARN) {
        LOG.log(System.Logger.Level.WARNING, finding.line() + "; more: freshet doctor");
      }
    }
  }

  private static String line(Capacity first) {
    return "this machine holds %s connections; %s is hit first"
        .formatted(Words.count(first.holds().orElse(0)), first.limit().key());
  }
}
