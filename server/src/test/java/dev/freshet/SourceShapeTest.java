package dev.freshet;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sizes and names that keep the source readable. Every model Freshet follows broke where one file
 * grew without anyone deciding so; here growing takes a line with a reason.
 */
class SourceShapeTest {
  private static final int MAX_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 40;
  private static final int MAX_PACKAGE_TYPES = 20;

  /** A type is named for what it is, not for its place in a pattern. */
  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile("Abstract\\p{Lu}.*|.*(?:Impl|Manager|Helper|Utils?)");

  /**
   * What may break a rule, and why. A key is as the failing test prints it: a file, {@code
   * file#method}, {@code file:Type} or a package's folder. An exception nobody needs fails.
   */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "server/src/main/java/dev/freshet/config/Setting.java",
          "a table: one row a setting, and a second file would be a second place to look",
          "server/src/main/java/dev/freshet/metrics/Metric.java",
          "a table: one row a metric, and a second file would be a second place to look");

  private static List<SourceFile> sources = List.of();

  @BeforeAll
  static void read() throws IOException {
    sources = SourceFile.readAll(SourceFile.project(), List.of("server/src", "bench/src"));
  }

  @Test
  void theTestSeesTheSources() {
    assertThat(sources)
        .extracting(SourceFile::path)
        .contains(
            "server/src/test/java/dev/freshet/SourceShapeTest.java",
            "server/src/main/java/dev/freshet/model/Publication.java");
    assertThat(sources.stream().flatMap(source -> source.methods().stream()))
        .extracting(SourceFile.Method::name)
        .contains("theTestSeesTheSources");
  }

  @Test
  void aFileIsShort() {
    assertThat(withoutExceptions(longFiles())).as("over %d lines", MAX_FILE_LINES).isEmpty();
  }

  @Test
  void aMethodIsShort() {
    assertThat(withoutExceptions(longMethods())).as("over %d lines", MAX_METHOD_LINES).isEmpty();
  }

  @Test
  void aPackageIsSmall() {
    assertThat(withoutExceptions(largePackages())).as("over %d types", MAX_PACKAGE_TYPES).isEmpty();
  }

  @Test
  void aTypeIsNamedForWhatItIs() {
    assertThat(withoutExceptions(badNames())).as("types like %s", FORBIDDEN_NAME).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Map<String, List<SourceFile>> packages = mainPackages();
    assertThat(packages).isNotEmpty();
    packages.values().removeIf(files -> files.stream().anyMatch(SourceShapeTest::marksItsPackage));
    assertThat(packages.keySet()).isEmpty();
  }

  @Test
  void anExceptionIsNeededAndHasItsReason() {
    Map<String, Long> broken = new TreeMap<>(longFiles());
    broken.putAll(longMethods());
    broken.putAll(largePackages());
    broken.putAll(badNames());
    assertThat(broken.keySet()).containsAll(EXCEPTIONS.keySet());
    assertThat(EXCEPTIONS.values()).noneMatch(String::isBlank);
  }

  private static Map<String, Long> longFiles() {
    Map<String, Long> found = new TreeMap<>();
    for (SourceFile source : sources) {
      if (source.lines() > MAX_FILE_LINES) {
        found.put(source.path(), source.lines());
      }
    }
    return found;
  }

  private static Map<String, Long> longMethods() {
    Map<String, Long> found = new TreeMap<>();
    for (SourceFile source : sources) {
      for (SourceFile.Method method : source.methods()) {
        if (!source.isTest() && method.lines() > MAX_METHOD_LINES) {
          found.merge(source.path() + "#" + method.name(), method.lines(), Math::max);
        }
      }
    }
    return found;
  }

  private static Map<String, Long> largePackages() {
    Map<String, Long> found = new TreeMap<>();
    mainPackages()
        .forEach((folder, files) -> {
          long types = files.stream().mapToLong(SourceFile::topLevelTypes).sum();
          if (types > MAX_PACKAGE_TYPES) {
            found.put(folder, types);
          }
        });
    return found;
  }

  private static Map<String, Long> badNames() {
    Map<String, Long> found = new TreeMap<>();
    for (SourceFile source : sources) {
      for (String type : source.types()) {
        if (FORBIDDEN_NAME.matcher(type).matches()) {
          found.put(source.path() + ":" + type, 1L);
        }
      }
    }
    return found;
  }

  private static Map<String, List<SourceFile>> mainPackages() {
    return sources.stream()
        .filter(source -> !source.isTest())
        .collect(groupingBy(SourceFile::folder));
  }

  private static boolean marksItsPackage(SourceFile file) {
    return file.isPackageInfo()
        && file.text().startsWith("/**")
        && file.text().contains("@NullMarked");
  }

  private static Map<String, Long> withoutExceptions(Map<String, Long> found) {
    found.keySet().removeAll(EXCEPTIONS.keySet());
    return found;
  }
}
