package dev.freshet.tools.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @TempDir Path root;

  private ServerProcess process;

  @BeforeEach
  void make() {
    process = new ServerProcess(new Root(root), "7");
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve("proc/7").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void whatIsNotThereIsEmptyAndNoGuess() {
    assertThat(process.isThere()).isFalse();
    assertThat(process.program()).isEmpty();
    assertThat(process.resident()).isEmpty();
    assertThat(process.threads()).isEmpty();
    assertThat(process.descriptors()).isEmpty();
    assertThat(process.openFilesMax()).isEmpty();
    assertThat(process.sockets()).isEmpty();
  }

  @Test
  void whatIsResidentIsReadFromTheStatusWhereNothingBetterIs() throws IOException {
    file("status", "VmRSS:   90 kB\n");
    assertThat(process.resident()).hasValue(92_160);
    assertThat(process.proportional()).isEmpty();
  }

  @Test
  void aThreadHasANameAndATimeOfItsOwn() throws IOException {
    file("task/8/comm", "C2 CompilerThre\n");
    file("task/8/stat", "8 (C2 CompilerThre) S 1 7 7 0 -1 4194304 1 2 3 4 1 1 0 0 20 0 9");
    assertThat(process.tasks())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.program()).isEqualTo("C2 CompilerThre");
          assertThat(each.cpuNanos()).hasValue(20_000_000);
        });
  }

  @Test
  void theProcessThatReadsKnowsItsNumber() {
    var self = new ServerProcess(Root.system(), ServerProcess.SELF);
    assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(process.pid()).isEqualTo(7);
  }

  @Test
  void cpuTimeIsReadThoughTheNameHasSpacesAndBrackets() throws IOException {
    file("stat", "7 (a (b) c) S 1 7 7 0 -1 4194304 1 2 3 4 250 50 0 0 20 0 9 0 1 2 3");
    assertThat(process.cpuNanos()).hasValue(3_000_000_000L);
  }

  @Test
  void memoryThreadsAndFilesAreRead() throws IOException {
    file(
        "smaps_rollup",
        """
        x
        Rss:  100 kB
        Pss:   50 kB
        """);
    file(
        "status",
        """
        Name: x
        VmRSS:   90 kB
        Threads:\t12
        """);
    file("fd/0", "");
    file("fd/1", "");
    assertThat(process.resident()).hasValue(102_400);
    assertThat(process.proportional()).hasValue(51_200);
    assertThat(process.threads()).hasValue(12);
    assertThat(process.descriptors()).hasValue(2);
  }
}
