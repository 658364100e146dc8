package dev.freshet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.freshet.config.Setting;
import dev.freshet.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every row of the tables that users read is used by the code that does what it says: outside the
 * table's package, or in the one class of it that the exceptions name.
 */
class TablesTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.freshet");

  /** What the process and the build are is known where the numbers are kept. */
  private static final Map<String, Set<String>> METRICS_USED_AT_HOME =
      Map.of(
          "ProcessFigures",
          Set.of(
              "HEAP_USED",
              "HEAP_MAX",
              "THREADS",
              "PROCESS_RESIDENT",
              "PROCESS_OPEN_FDS",
              "PROCESS_MAX_FDS",
              "PROCESS_CPU",
              "PROCESS_START"),
          "Metrics",
          Set.of("BUILD"));

  /** What holds for apps that name nothing of their own. */
  private static final Map<String, Set<String>> SETTINGS_USED_AT_HOME =
      Map.of(
          "AppsReader",
          Set.of(
              "SERVER_ORIGINS",
              "LIMITS_CONNECTIONS",
              "LIMITS_CLUSTER_CONNECTIONS",
              "LIMITS_CONNECT_RATE",
              "LIMITS_CHANNELS_PER_CONNECTION",
              "LIMITS_MESSAGE_BYTES",
              "LIMITS_BATCH_SIZE",
              "LIMITS_PUBLISH_RATE",
              "LIMITS_CLIENT_RATE",
              "LIMITS_QUEUED_BYTES"));

  @Test
  void everyMetricIsCounted() {
    assertThat(unused(Metric.class, METRICS_USED_AT_HOME)).isEmpty();
  }

  @Test
  void everySettingIsRead() {
    assertThat(unused(Setting.class, SETTINGS_USED_AT_HOME)).isEmpty();
  }

  @Test
  void anExceptionIsUsedWhereItSays() {
    for (var table :
        List.of(
            Map.entry(Metric.class, METRICS_USED_AT_HOME),
            Map.entry(Setting.class, SETTINGS_USED_AT_HOME))) {
      table
          .getValue()
          .forEach((user, rows) ->
              rows.forEach(row -> {
                Set<String> users = users(PRODUCT.get(table.getKey()).getField(row));
                assertThat(users).as("users of " + row).contains(user);
              }));
    }
  }

  private static <E extends Enum<E>> List<String> unused(
      Class<E> table, Map<String, Set<String>> usedAtHome) {
    JavaClass rows = PRODUCT.get(table);
    Set<String> excepted =
        usedAtHome.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    return Stream.of(table.getEnumConstants())
        .map(Enum::name)
        .filter(row -> !excepted.contains(row) && !isUsedAbroad(rows.getField(row)))
        .toList();
  }

  private static boolean isUsedAbroad(JavaField row) {
    String home = row.getOwner().getPackageName();
    return row.getAccessesToSelf().stream()
        .anyMatch(access -> !access.getOriginOwner().getPackageName().equals(home));
  }

  private static Set<String> users(JavaField row) {
    return row.getAccessesToSelf().stream()
        .map(access -> access.getOriginOwner().getSimpleName())
        .collect(Collectors.toSet());
  }
}
