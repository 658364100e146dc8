package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Config;
import dev.freshet.tools.doctor.machine.FakeMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCheckTest {
  @TempDir private Path folder;

  /** What is logged while a server looks at a machine. */
  private static List<String> told(FakeMachine machine) {
    Logger logger = Logger.getLogger(StartCheck.class.getName());
    var lines = new ArrayList<String>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            lines.add(record.getLevel() + " " + record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      Config config = Config.load(Optional.empty(), Map.of(), Map.of());
      StartCheck.run(config, machine.root());
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }

  @Test
  void aServerWarnsOfWhatWillStopIt() {
    FakeMachine machine =
        FakeMachine.healthy(folder)
            .limits("self", "1024")
            .sysctl("net.ipv4.tcp_abort_on_overflow", "1");
    assertThat(told(machine))
        .containsExactly(
            "INFO this machine holds 512 connections; open-files is hit first",
            "WARNING open-files: 1,024 open files allowed (expected: at least 10,000); set"
                + " LimitNOFILE=12000 in a drop-in of freshet.service and restart it; limits.conf is"
                + " not read for services; more: freshet doctor",
            "WARNING abort-on-overflow: net.ipv4.tcp_abort_on_overflow is 1 (expected: 0); set"
                + " net.ipv4.tcp_abort_on_overflow=0 in a file of /etc/sysctl.d, then sysctl"
                + " --system; more: freshet doctor");
  }

  @Test
  void aHealthyMachineIsWorthOneLine() {
    assertThat(told(FakeMachine.healthy(folder)))
        .containsExactly("INFO this machine holds 1,000,000 connections; apps is hit first");
  }

  @Test
  void whereThereIsNoProcNothingIsSaid() {
    assertThat(told(FakeMachine.empty(folder))).isEmpty();
  }
}
