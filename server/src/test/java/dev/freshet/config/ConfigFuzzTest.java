package dev.freshet.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Map;

/**
 * Any bytes are a configuration or a list of faults, never another exception, and what is accepted
 * can be printed. Run for longer with {@code JAZZER_FUZZ=1 mvn test -Dtest=ConfigFuzzTest}.
 */
class ConfigFuzzTest {
  private static final Path FILE = Path.of("f.yaml");

  @FuzzTest(maxDuration = "30s")
  void anyBytesAreAConfigurationOrFaults(byte[] bytes) {
    var faults = new Faults();
    try {
      Tree.Fields root = YamlReader.read("f.yaml", bytes, faults);
      Config config =
          Config.load(
              root, FILE, Map.of("FRESHET_LOG_LEVEL", new String(bytes, UTF_8)), Map.of(), faults);
      if (ConfigPrint.text(config).isEmpty() || config.apps().isEmpty()) {
        throw new AssertionError("nothing to print of an accepted configuration");
      }
    } catch (ConfigFaults e) {
      if (e.faults().isEmpty() || e.faults().stream().anyMatch(f -> f.toString().contains("\n"))) {
        throw new AssertionError(e);
      }
    }
  }
}
