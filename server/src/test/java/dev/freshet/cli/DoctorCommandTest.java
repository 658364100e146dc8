package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static dev.freshet.tools.doctor.machine.FakeMachine.PID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tools.doctor.capacity.Cost;
import dev.freshet.tools.doctor.machine.FakeMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
  @TempDir private Path folder;

  private Run doctor(String... more) {
    var line = new ArrayList<>(List.of("doctor", "--root", folder.toString()));
    line.addAll(List.of(more));
    return freshet(line.toArray(String[]::new));
  }

  @Test
  void itSaysWhatIsHitFirstAndWhatNext() {
    FakeMachine.healthy(folder).limits(PID, "20000");
    Run run = doctor();
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines().subList(0, 5))
        .containsExactly(
            "Linux 6.12.1, 8 processors, 64.0 GiB of memory, in a systemd service; the server is"
                + " process 4711",
            "It holds 19,000 connections. open-files is hit first, then apps at 1,000,000.",
            "",
            "LIMIT                 HOLDS  HOW",
            "open-files           19,000  20,000 allowed, 1,000 kept for the server itself");
    assertThat(run.out()).contains("conntrack          no bound  no connection tracking");
    assertThat(run.lines()).allMatch(line -> line.length() <= 140);
  }

  @Test
  void aTargetThatIsNotHeldIsTheThirdExitCode() {
    FakeMachine.healthy(folder).limits(PID, "20000");
    Run run = doctor("--for", "100k");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out())
        .contains("It is not fit for 100,000: 1 rule fails.\n")
        .contains("\nFAIL     open-files: 20,000 open files allowed (expected: 111,000)\n")
        .contains("\n         do: set LimitNOFILE=111000 in a drop-in of freshet.service")
        .contains("\n         why: A connection is an open file.")
        .contains("\n         source: getrlimit(2)");
    assertThat(doctor("--for", "10,000").code()).isZero();
    assertThat(doctor("--for", "10,000").out()).contains("It is fit for 10,000.");
  }

  @Test
  void warningsFailOnlyWhereThatIsAskedFor() {
    FakeMachine.healthy(folder).sysctl("net.ipv4.tcp_syncookies", "0");
    assertThat(doctor().code()).isZero();
    assertThat(doctor("--strict").code()).isEqualTo(3);
    assertThat(doctor().out()).contains("WARN     syn-cookies: ");
  }

  @Test
  void whatIsFineIsShownOnRequest() {
    FakeMachine.healthy(folder);
    assertThat(doctor().out())
        .doesNotContain("syn-cookies")
        .contains("35 of 35 rules find nothing; --all shows them");
    assertThat(doctor("--all").out())
        .contains("OK       syn-cookies: net.ipv4.tcp_syncookies is 1\n");
  }

  @Test
  void asJsonAReportIsWholeOnALine() {
    FakeMachine.healthy(folder).limits(PID, "20000");
    Run run = doctor("--for", "1m", "--json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.lines()).hasSize(1);
    assertThat(run.out())
        .startsWith(
            "{\"fits\":false,\"target\":1000000,\"connections\":{\"holds\":19000,"
                + "\"first\":\"open-files\",\"next\":\"apps\"},\"limits\":[{\"limit\":\"open-files\"")
        .contains("{\"limit\":\"conntrack\",\"known\":true,\"how\":\"no connection tracking\"}")
        .contains(
            "{\"rule\":\"open-files\",\"level\":\"fail\",\"found\":\"20,000 open files allowed\"")
        .contains("\"place\":\"service\",\"unit\":\"freshet.service\",\"server\":true")
        .contains("\"cost\":{\"heap-bytes\":" + Cost.HEAP + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "0", "1.5m", "-1", "200m"})
  void aTargetThatIsNoneIsAnError(String wrong) {
    FakeMachine.healthy(folder);
    Run run = doctor("--for=" + wrong);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--for: " + wrong + " (expected: connections, such as 100k, 1m or 250,000");
  }

  @Test
  void aServerThatIsNotThereIsAnError() {
    FakeMachine.healthy(folder);
    assertThat(doctor("--pid", "1").err()).contains("--pid: 1 (expected: a process that runs)");
    assertThat(doctor("--pid", "1").code()).isEqualTo(1);
    Run nowhere = freshet("doctor", "--root", folder.resolve("none").toString());
    assertThat(nowhere.err()).contains("--root: ").contains("(expected: a folder with proc in it");
  }

  @Test
  void ofSeveralServersOneMustBeNamed() {
    FakeMachine.healthy(folder).command("7", "java", "-jar", "freshet.jar", "serve");
    Run run = doctor();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("several servers run: 7, 4711 (port 8080); name one with --pid");
    assertThat(doctor("--pid", "4711").code()).isZero();
  }

  @Test
  void withoutAServerTheCallersLimitsCount() {
    FakeMachine.healthy(folder).command(PID, "sleep", "9").limits("self", "50000");
    assertThat(doctor().out())
        .contains("no server runs: this is what one would get that is started from here")
        .contains("It holds 49,000 connections.");
  }

  @Test
  void theSettingsOfTheServerCount() {
    FakeMachine.healthy(folder);
    assertThat(doctor("--set", "limits.connections=500").out())
        .contains("It holds 500 connections.");
    Run bad = doctor("--set", "server.backlog=0");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("server.backlog");
  }

  @Test
  void filesAreEmittedOnce() throws IOException {
    FakeMachine.healthy(folder).limits(PID, "20000");
    String to = folder.resolve("out").toString();
    Run run = doctor("--for", "100k", "--emit", to);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines()).hasSize(5).allMatch(line -> line.startsWith("freshet: wrote "));
    Run again = doctor("--for", "100k", "--emit", to);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("is there already (expected: none, or --force)");
    assertThat(doctor("--for", "100k", "--emit", to, "--force").code()).isEqualTo(3);
    Run aimless = doctor("--emit", to);
    assertThat(aimless.code()).isEqualTo(2);
    assertThat(aimless.err()).contains("--emit: " + to + " (expected: together with --for)");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(doctor("--for", "1k", "--emit", file.toString()).err())
        .contains("(expected: a folder)");
  }

  @Test
  void whatAnotherMachineSaysMovesNoCursor() {
    FakeMachine.healthy(folder).with("proc/sys/kernel/osrelease", "6\u001b[2J");
    assertThat(doctor().out()).doesNotContain("\u001b");
    assertThat(doctor("--json").out()).doesNotContain("\u001b");
  }

  @Test
  void helpTellsAllExitCodes() {
    assertThat(freshet("doctor", "--help").out())
        .containsPattern("0 +done\\R")
        .containsPattern("3 +the machine does not hold --for")
        .containsPattern("130 +ended by SIGINT");
  }
}
