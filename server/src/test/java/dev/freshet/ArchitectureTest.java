package dev.freshet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom, and the one place of each library. ARCHITECTURE.md explains the table. */
class ArchitectureTest {
  private static final String HOME = "dev.freshet";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOME);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(HOME);

  /** One package of the product, with its sub-packages. The root package may import everything. */
  record Row(String name, List<String> mayImport, String because) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, String because, String... mayImport) {
    return new Row(name, List.of(mayImport), because);
  }

  private static final List<Row> TABLE =
      List.of(
          row("model", "values are what everything else is said in"),
          row("metrics", "counting something must not need to know what it is"),
          row("config", "settings are turned into values once, at the start", "model"),
          row("wire", "codecs are pure: bytes in, values out", "model"),
          row("cluster", "nodes exchange publications, never frames", "model", "metrics"),
          row("redis", "a second maker of the contracts", "model", "metrics", "cluster"),
          row(
              "hub",
              "fan-out knows subscribers and bytes, not clients and sockets",
              "model",
              "metrics",
              "wire",
              "cluster"),
          row(
              "session",
              "a conversation does not know what carries it",
              "model",
              "metrics",
              "config",
              "wire",
              "cluster",
              "hub"),
          row(
              "net",
              "sockets are the outermost layer, and any maker of the contracts serves them",
              "model",
              "metrics",
              "config",
              "wire",
              "cluster",
              "hub",
              "session"),
          row(
              "tools",
              "doctor, load and plan look at a server from outside",
              "model",
              "wire",
              "config",
              "metrics"),
          row(
              "console",
              "what shows everything may look at everything, but at no maker of the contracts",
              "model",
              "metrics",
              "config",
              "wire",
              "cluster",
              "hub",
              "session",
              "net",
              "tools"),
          row(
              "cli",
              "commands read settings, make tokens and run tools; the server is handed to them by"
                  + " Main",
              "model",
              "metrics",
              "config",
              "session",
              "tools"));

  /** A library and the packages that may use it; "" is the root package. */
  record Library(String name, List<String> packages, List<String> users, String because) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Library> LIBRARIES =
      List.of(
          new Library(
              "Netty's sockets",
              List.of("io.netty.channel..", "io.netty.handler..", "io.netty.bootstrap.."),
              List.of("", "net..", "redis..", "tools..", "console.."),
              "a session and a hub that do not know sockets can be tested without one"),
          new Library(
              "Netty's buffers",
              List.of("io.netty.buffer..", "io.netty.util.."),
              List.of("", "wire..", "hub..", "session..", "net..", "tools..", "console.."),
              "a buffer is counted by hand, so few places may hold one"),
          new Library(
              "Lettuce",
              List.of("io.lettuce..", "reactor.."),
              List.of("redis.."),
              "Redis is one maker of contracts that know nothing of it"),
          new Library(
              "Prometheus",
              List.of("io.prometheus.."),
              List.of("metrics.."),
              "what is measured is one table, printed as reference"),
          new Library(
              "YAML",
              List.of("org.snakeyaml.."),
              List.of("config.."),
              "settings are one table, and all their faults are told together"),
          new Library(
              "JSON",
              List.of("tools.jackson.."),
              List.of("", "wire..", "net..", "session..", "console..", "cli.."),
              "publications are bytes between the wire and the wire"),
          new Library(
              "JOSE",
              List.of("com.nimbusds.."),
              List.of("session..", "console.access.."),
              "tokens are judged in one place, and an issuer's where it is asked"),
          new Library(
              "picocli",
              List.of("picocli.."),
              List.of("", "cli.."),
              "a command line is one way among others to start a server"),
          new Library(
              "HdrHistogram",
              List.of("org.HdrHistogram.."),
              List.of("tools.."),
              "the server itself reports what Prometheus can add up over nodes"));

  private static List<Row> table() {
    return TABLE;
  }

  private static List<Library> libraries() {
    return LIBRARIES;
  }

  @Test
  void theTestsSeeTheProduct() {
    assertThat(PRODUCT).hasSizeGreaterThan(20);
    assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
  }

  @Test
  void everyPackageIsInTheTable() {
    String[] rows =
        Stream.concat(Stream.of(HOME), TABLE.stream().map(row -> ours(row.name() + "..")))
            .toArray(String[]::new);
    classes()
        .should()
        .resideInAnyPackage(rows)
        .because("a new package is a decision, written in the table first")
        .check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("table")
  void aPackageImportsOnlyWhatTheTableNames(Row row) {
    String[] allowed =
        Stream.concat(Stream.of(row.name()), row.mayImport().stream())
            .map(name -> ours(name + ".."))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ours(row.name() + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage(HOME + "..")
                .and(not(resideInAnyPackage(allowed)))
                .as("reside outside %s %s", row.name(), row.mayImport()))
        .because(row.because())
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryHasItsPlaces(Library library) {
    String[] users = library.users().stream().map(ArchitectureTest::ours).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(users)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library.packages().toArray(String[]::new))
        .because(library.because())
        .check(PRODUCT);
  }

  @Test
  void noTwoPackagesNeedEachOther() {
    slices()
        .matching(HOME + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("what is needed both ways cannot be read, tested or replaced alone")
        .check(PRODUCT);
  }

  @Test
  void doctorAndLoadReadProcessesThroughTheSameAndNotThroughEachOther() {
    noClasses()
        .that()
        .resideInAnyPackage(ours("tools.load.."), ours("tools.proc.."))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ours("tools.doctor.."))
        .because("what both need is in tools.proc")
        .check(PRODUCT);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(HOME, ours("cli.."))
        .should(ACCESS_STANDARD_STREAMS)
        .because("a server's output is its log, and a tool's is the writer it was given")
        .check(PRODUCT);
  }

  @Test
  void noTestSleeps() {
    noClasses()
        .should()
        .callMethodWhere(target(name("sleep")).and(target(owner(type(Thread.class)))))
        .because("a sleep is either too short or too long; wait for what is expected")
        .check(TESTS);
  }

  @Test
  void noTestIsSkipped() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.junit.jupiter.api.Disabled")
        .because("a test that does not run proves nothing")
        .check(TESTS);
  }

  private static String ours(String name) {
    return name.isEmpty() ? HOME : HOME + "." + name;
  }
}
