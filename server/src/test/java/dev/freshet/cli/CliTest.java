package dev.freshet.cli;

import static dev.freshet.cli.Run.freshet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CliTest {

  private static CommandLine all() {
    Run run = new Run();
    return new Cli(run.terminal(), new Cli.Work((config, reload) -> 8, () -> 7), time -> {})
        .commandLine(null);
  }

  /** Every command and subcommand. */
  static Stream<CommandLine> commands() {
    return withSubcommands(all()).filter(each -> !each.getCommandName().equals("help"));
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CliTest::withSubcommands));
  }

  static Stream<String> examples() {
    return commands()
        .flatMap(each -> Arrays.stream(each.getCommandSpec().usageMessage().footer()))
        .map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamplesAndExitCodes(CommandLine command) {
    List<String> line =
        new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ", -1)));
    line.set(0, "--help");
    java.util.Collections.rotate(line, -1);
    Run run = freshet(line.toArray(String[]::new));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: " + command.getCommandSpec().qualifiedName())
        .contains("Examples:" + System.lineSeparator() + "  ")
        .contains("Exit codes:")
        .contains("--help");
    assertThat(run.lines()).allMatch(each -> each.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleParses(String example) {
    List<String> words = words(example);
    int start = words.indexOf("freshet");
    assertThat(start).as(example).isNotNegative();
    List<String> args =
        words.subList(start + 1, words.size()).stream()
            .takeWhile(each -> !each.matches("[|>]+"))
            .toList();
    assertThat(all().parseArgs(args.toArray(String[]::new)).hasSubcommand()).isTrue();
  }

  /** Splits as a shell does, as far as examples go. */
  private static List<String> words(String line) {
    Matcher matcher = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s()<]+)").matcher(line);
    return matcher
        .results()
        .map(result ->
            Stream.of(1, 2, 3)
                .map(result::group)
                .filter(group -> group != null)
                .findFirst()
                .orElseThrow())
        .toList();
  }

  @Test
  void withoutACommandTheCommandsAreListedButNotTheHiddenOne() {
    Run run = freshet();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("publish").contains("subscribe").doesNotContain("train");
  }

  @Test
  void helpTakesACommand() {
    assertThat(freshet("help", "publish").out()).isEqualTo(freshet("publish", "--help").out());
    assertThat(freshet("help", "nonsense").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "publish,--evnt=x,--event",
    "publish,--conflation,--conflation-key",
    "subscribe,--sinc,--since",
    "publsh,c,publish",
    "versoin,,version"
  })
  void aTypingFaultIsAnsweredWithWhatIsNear(String command, String wrong, String near) {
    Run run = wrong == null ? freshet(command) : freshet(command, "c", wrong);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("did you mean").contains(near);
  }

  @Test
  void aMistypedSecretIsNotRepeated() {
    for (String[] line :
        List.of(
            new String[] {"publish", "c", "x", "--secrte", "hush"},
            new String[] {"publish", "c", "x", "--secrte=hush"},
            new String[] {"subscribe", "c", "--tokn=hush"})) {
      Run run = freshet(line);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("unknown option: --").doesNotContain("hush");
    }
  }

  @Test
  void onlyTheCommandAskedForIsSetUp() {
    var cli =
        new Cli(new Run().terminal(), new Cli.Work((config, reload) -> 8, () -> 7), time -> {});
    assertThat(cli.commandLine("version").getSubcommands()).containsOnlyKeys("version");
    assertThat(cli.commandLine("help").getSubcommands().keySet())
        .containsAll(Cli.COMMANDS)
        .contains("help");
  }

  @Test
  void versionSaysWhatRuns() {
    String java = System.getProperty("java.runtime.version");
    assertThat(freshet("version").out()).startsWith("freshet ").contains("Java " + java);
    assertThat(freshet("--version").out()).isEqualTo(freshet("version").out());
    assertThat(freshet("version", "--format", "json").out())
        .startsWith("{\"version\":\"")
        .contains("\"commit\":\"")
        .contains("\"java\":\"" + java + "\"");
  }

  @Test
  void trainingIsWhatMainMakesOfIt() {
    assertThat(freshet("train").code()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"bash", "zsh"})
  void theCompletionScriptIsValidAndKnowsTheOptions(String shell, @TempDir Path folder)
      throws IOException, InterruptedException {
    Run run = freshet("completion", shell);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--idempotency-key").contains("subscribe");
    assertThat(run.out()).doesNotContain("train");
    Path script = Files.writeString(folder.resolve("completion"), run.out());
    Process bash =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    try (InputStream told = bash.getInputStream()) {
      assertThat(new String(told.readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    }
    assertThat(bash.waitFor()).isZero();
  }
}
