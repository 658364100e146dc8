package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code freshet}, run in a small project of its own with a java and a mvn that write
 * down how they were called.
 */
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/bash
      echo "java:$$:$*" >>"$CALLS"
      for argument; do
        case $argument in
          -XX:AOTCacheOutput=*) [[ -z $TRAINING_FAILS ]] || exit 1; echo aot >"${argument#*=}" ;;
        esac
        last=$argument
      done
      echo "$last"
      """;

  private static final String MAVEN =
      """
      #!/bin/bash
      echo "mvn:$JAVA_HOME:$*" >>"$CALLS"
      echo "said by mvn"
      [[ -z $BUILD_FAILS ]] || exit 1
      mkdir -p server/target && echo new >server/target/freshet.jar
      """;

  private static final long PATIENCE_SECONDS = 30;

  @TempDir Path temporary;

  private Path project = Path.of("");
  private Path jdk = Path.of("");
  private Path calls = Path.of("");

  private record Outcome(long pid, int status, String out, String err) {}

  @BeforeEach
  void makeAProject() throws IOException {
    project = Files.createDirectories(temporary.resolve("my project"));
    calls = Files.createFile(temporary.resolve("calls"));
    jdk = jdk("jdk 25", "25.0.1");
    script(temporary.resolve("bin/mvn"), MAVEN);
    Files.copy(SourceFile.project().resolve("freshet"), project.resolve("freshet"));
    assertThat(project.resolve("freshet").toFile().setExecutable(true)).isTrue();
    Files.createDirectories(project.resolve("server/src/main"));
    write(project.resolve("pom.xml"), "<project/>");
    write(project.resolve("server/pom.xml"), "<project/>");
    write(project.resolve("server/src/main/Main.java"), "class Main {}");
  }

  @Test
  void aMissingJarIsBuiltOnceAndItsNoiseStaysOffStandardOutput() throws Exception {
    assertThat(launch("version").out()).isEqualTo("version\n");
    assertThat(launch("version").out()).isEqualTo("version\n");
    assertThat(called("mvn:")).hasSize(1).allMatch(call -> call.startsWith("mvn:" + jdk + ":"));
  }

  @Test
  void aChangedSourceIsBuiltAgain() throws Exception {
    launch("version");
    Files.setLastModifiedTime(
        project.resolve("server/src/main/Main.java"), FileTime.from(Instant.now().plusSeconds(60)));
    launch("version");
    assertThat(called("mvn:")).hasSize(2);
  }

  @Test
  void nothingIsBuiltWhenToldSo() throws Exception {
    Outcome outcome = launch("--no-build", "version");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("server/target/freshet.jar is missing");
    assertThat(called("mvn:")).isEmpty();
  }

  @Test
  void aFailedBuildKeepsTheOldJarAndStartsNothing() throws Exception {
    Path jar = project.resolve("server/target/freshet.jar");
    write(jar, "old");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
    Outcome outcome = launch(Map.of("BUILD_FAILS", "1"), "version");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("the build failed");
    assertThat(jar).hasContent("old");
    assertThat(called("java:")).isEmpty();
  }

  @Test
  void aReleaseWithoutSourcesRunsItsJar() throws Exception {
    Files.delete(project.resolve("pom.xml"));
    write(project.resolve("freshet.jar"), "jar");
    assertThat(launch("version").status()).isZero();
    assertThat(called("mvn:")).isEmpty();
  }

  @Test
  void theScriptBecomesTheJvmAndPassesArgumentsAsTheyAre() throws Exception {
    Outcome outcome = launch("publish", "two words  and *");
    assertThat(outcome.out()).isEqualTo("two words  and *\n");
    assertThat(called("java:" + outcome.pid() + ":")).hasSize(1);
  }

  @Test
  void theScriptFindsItselfThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("one"), project.resolve("freshet"));
    Path linkToLink = Files.createSymbolicLink(temporary.resolve("bin/two"), Path.of("../one"));
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(launch(linkToLink, Map.of(), "version").out()).isEqualTo("version\n");
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    Path old = jdk("jdk 17", "17.0.15");
    Path onPath = Files.createSymbolicLink(temporary.resolve("bin/java"), jdk.resolve("bin/java"));
    assertThat(onPath).exists();
    assertThat(launch(Map.of("JAVA_HOME", old.toString()), "version").status()).isZero();
    assertThat(called("mvn:" + jdk + ":")).hasSize(1);
  }

  @Test
  void aServerGetsACacheMadeOnceAndUsedByAll() throws Exception {
    launch("version");
    assertThat(called("java:")).noneMatch(call -> call.contains("AOTCache"));
    launch("serve");
    launch("serve");
    launch("version");
    assertThat(called("java:"))
        .filteredOn(call -> call.contains("-XX:AOTCacheOutput="))
        .singleElement()
        .satisfies(call -> assertThat(call).endsWith(" train"));
    assertThat(called("java:")).filteredOn(call -> call.contains("-XX:AOTCache=")).hasSize(3);
  }

  @Test
  void aCacheOfOtherFlagsIsNotUsed() throws Exception {
    launch("serve");
    launch(Map.of("FRESHET_JAVA_OPTS", "-XX:+UseParallelGC -Dkey=value"), "version");
    assertThat(called("java:").getLast())
        .contains("-XX:+UseParallelGC")
        .contains("-Dkey=value")
        .doesNotContain("UseSerialGC")
        .doesNotContain("AOTCache");
  }

  @Test
  void aServerStartsWithoutACacheThatCannotBeMade() throws Exception {
    Outcome outcome = launch(Map.of("TRAINING_FAILS", "1"), "serve");
    assertThat(outcome.out()).isEqualTo("serve\n");
    assertThat(outcome.err()).contains("starting without it");
  }

  @Test
  void aHeapOfOnesOwnReplacesTheFirstHeap() throws Exception {
    launch("version");
    assertThat(called("java:").getLast()).contains(" -Xms64m ");
    launch(Map.of("FRESHET_JAVA_OPTS", "-Xmx32m"), "version");
    assertThat(called("java:").getLast()).contains(" -Xmx32m ").doesNotContain("-Xms64m");
  }

  private Outcome launch(String... arguments) throws Exception {
    return launch(Map.of(), arguments);
  }

  private Outcome launch(Map<String, String> settings, String... arguments) throws Exception {
    return launch(project.resolve("freshet"), settings, arguments);
  }

  private Outcome launch(Path script, Map<String, String> settings, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("FRESHET_"));
    environment.put("PATH", temporary.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("CALLS", calls.toString());
    environment.putAll(settings);
    Process process = builder.start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Outcome(
        process.pid(), process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** What java and mvn wrote down, in order, of the calls that begin so. */
  private List<String> called(String beginning) throws IOException {
    try (Stream<String> lines = Files.lines(calls)) {
      return lines.filter(line -> line.startsWith(beginning)).toList();
    }
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = temporary.resolve(name);
    script(home.resolve("bin/java"), JAVA);
    script(home.resolve("bin/javac"), JAVA);
    write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
