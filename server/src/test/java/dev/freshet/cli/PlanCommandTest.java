package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cli.client.Json;
import dev.freshet.tools.plan.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir private Path folder;

  @Test
  void aPlanIsPrinted() {
    Run run = freshet("plan", "--peak", "50k");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines().getFirst()).isEqualTo("Plan for 50K connections");
    assertThat(run.out()).contains("2 to 5 servers and Redis Pub/Sub");
  }

  @Test
  void jsonIsOneObjectOnALine() {
    Run run = freshet("plan", "--peak", "50k", "--messages", "10", "--tls", "--json");
    assertThat(run.lines()).hasSize(1);
    Map<String, Object> json = Json.tree(run.out());
    assertThat(json).isNotNull().containsEntry("form", 1L).containsEntry("nodes-in-all", 2L);
  }

  @Test
  void everythingWrongIsToldAtOnce() {
    Run run = freshet("plan", "--peak", "0", "--messages", "x");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("--peak: 0 (expected: a count such as 50k or 2m from 1 to 100M)")
        .contains("--messages: x (expected: a number from 0 to 60K)");
  }

  @Test
  void withoutAnySizeOneIsAskedFor() {
    Run run = freshet("plan");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--peak: missing (expected: ");
  }

  @Test
  void usersAreReckonedBothWays() {
    Run run = freshet("plan", "--daily-users", "3m", "--session-minutes", "8", "--sessions", "5");
    assertThat(run.out())
        .contains("From users to connections")
        .contains("by the rule of 30 % online")
        .contains("900K");
  }

  @Test
  void aServiceTellsWhereItsFiguresAreFrom() {
    Run run = freshet("plan", "--service", "chat", "--regions", "10", "--markdown");
    assertThat(run.out())
        .contains("## Where the figures of chat are from", "Pavel Durov", "## Regions");
  }

  @Test
  void pricesCanBePrintedEditedAndUsed() throws IOException {
    Run printed = freshet("plan", "--prices");
    Path file = folder.resolve("prices.yaml");
    Files.writeString(file, printed.out().replace("value: 8300", "value: 1"));
    Run run = freshet("plan", "--peak", "50k", "--price-file", file.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("people $1", "(prices.yaml)");
  }

  @Test
  void aPriceFileWithFaultsIsAUsageFault() throws IOException {
    Path file = folder.resolve("prices.yaml");
    Files.writeString(file, "form: 1\nprizes: {}\n");
    Run run = freshet("plan", "--peak", "50k", "--price-file", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean prices?");
  }

  @Test
  void aMeasuredResultIsTakenAndNamed() throws IOException {
    Path file = folder.resolve("idle.json");
    Files.writeString(
        file,
        "{\"form\":1,\"command\":\"idle\",\"started\":\"now\",\"target\":{\"url\":\"ws://a\"},"
            + "\"cost\":{\"heap\":{\"bytes\":5000}}}");
    Run run = freshet("plan", "--peak", "50k", "--measured", file.toString());
    assertThat(run.out())
        .contains("heap: measured on now with freshet load idle (idle.json)")
        .contains("5,000");
  }

  @Test
  void aResultThatIsNoneIsRefused() throws IOException {
    Path file = folder.resolve("idle.json");
    Files.writeString(file, "[]");
    assertThat(freshet("plan", "--peak", "1k", "--measured", file.toString()).err())
        .contains("--measured: ");
    assertThat(
            freshet("plan", "--peak", "1k", "--measured", folder.resolve("no").toString()).code())
        .isEqualTo(1);
  }

  @Test
  void aPageIsWritten() throws IOException {
    Path file = folder.resolve("plan.html");
    Run run = freshet("plan", "--peak", "50k", "--html", file.toString());
    assertThat(run.code()).isZero();
    assertThat(Files.readString(file)).contains("<svg", "Plan for 50K connections");
  }

  @Test
  void whatAPlanNeedsIsWrittenWithTheCommandsThatCheckIt() {
    Path to = folder.resolve("settings");
    Run run = freshet("plan", "--peak", "50k", "--emit", to.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("freshet.yaml; check: (set -a;", "haproxy.cfg; check: haproxy -c -f ");
    assertThat(to.resolve("secrets.env")).exists();
    Run again = freshet("plan", "--peak", "50k", "--emit", to.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("is there already (expected: none, or --force)");
    assertThat(freshet("plan", "--peak", "50k", "--emit", to.toString(), "--force").code())
        .isZero();
  }

  @Test
  void theExerciseIsWorkedOut() {
    assertThat(freshet("plan", "exercise", "--set", "team=3", "--markdown").out())
        .startsWith("# The exercise: ")
        .contains("a small team");
    Run json = freshet("plan", "exercise", "--json");
    assertThat(json.lines()).hasSize(1);
    assertThat(Json.tree(json.out())).containsEntry("form", 1L);
    Run wrong = freshet("plan", "exercise", "--set", "chat.messages=x");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--set chat.messages: x (expected: a number from 0 to 60K)");
  }

  @Test
  void helpHasAnOptionForEachInput() {
    String help = freshet("plan", "--help").out();
    assertThat(help)
        .contains(Arrays.stream(Input.values()).map(each -> "--" + each.key()).toList());
    assertThat(help).contains("freshet plan --peak 50k");
  }
}
