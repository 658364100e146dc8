package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads configurations that a test writes as text. */
final class ConfigFiles {
  static final String APP =
      """
      apps:
        - id: a
          key: k
          secret: a-long-secret
      """;

  private ConfigFiles() {}

  static Config load(Path directory, String yaml, Map<String, String> variables)
      throws IOException {
    Path file = Files.writeString(directory.resolve("freshet.yaml"), yaml);
    return Config.load(Optional.of(file), variables, Map.of());
  }

  /** The texts of the faults of a configuration that has some. */
  static List<String> faults(Path directory, String yaml, Map<String, String> variables) {
    ConfigFaults faults =
        catchThrowableOfType(ConfigFaults.class, () -> load(directory, yaml, variables));
    assertThat(faults).as("faults of " + yaml).isNotNull();
    return faults.faults().stream().map(Fault::toString).toList();
  }
}
