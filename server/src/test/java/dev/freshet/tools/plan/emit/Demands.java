package dev.freshet.tools.plan.emit;

import dev.freshet.config.Config;
import dev.freshet.tools.files.FileSet;
import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.InputFaults;
import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What plans are made for here, from one node to many. */
enum Demands {
  SMALL("peak", "500", "history", "10", "channels", "50"),
  SMALL_TLS("peak", "500", "tls", "true", "subscriptions", "200"),
  FIFTY_THOUSAND("peak", "50k", "history", "5"),
  HALF_A_MILLION("peak", "500k", "tls", "true", "history", "20"),
  TWO_MILLION("peak", "2m", "messages", "5", "payload", "600000"),
  REGIONS("peak", "10m", "regions", "10", "tls", "true", "recover", "600");

  @SuppressWarnings("ImmutableEnumChecker") // A copy that nothing changes.
  private final Map<String, String> inputs;

  Demands(String... pairs) {
    Map<String, String> read = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      read.put(pairs[i], pairs[i + 1]);
    }
    inputs = Map.copyOf(read);
  }

  boolean tls() {
    return inputs.containsKey("tls");
  }

  /** Whether one node is all there is. */
  boolean alone() {
    return this == SMALL || this == SMALL_TLS;
  }

  FileSet files() {
    try {
      PriceList prices = PriceList.standard();
      return PlanFiles.of(
          Request.read(inputs, prices).plan(prices, new Measured().cost()),
          prices,
          new SecureRandom());
    } catch (InputFaults e) {
      throw new AssertionError(e.faults().toString(), e);
    }
  }

  Map<String, String> texts() {
    return files().files().stream()
        .collect(
            Collectors.toMap(TextFile::name, TextFile::text, (one, _) -> one, LinkedHashMap::new));
  }

  /** The whole of a file that has to be there. */
  static String text(Map<String, String> texts, String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new AssertionError(name + " is not in " + texts.keySet());
    }
    return text;
  }

  /** What a file with {@code NAME=value} in lines sets. */
  static Map<String, String> variables(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** What the server reads from it: with certificates where it has been told where these are. */
  static Config config(Map<String, String> texts, String name, Path folder) throws IOException {
    Path certificate = Files.writeString(folder.resolve("some.pem"), "a certificate");
    Path file = folder.resolve("freshet.yaml");
    Files.writeString(
        file, text(texts, name).replaceAll("/etc/freshet/tls/.*", certificate.toString()));
    return Config.load(
        Optional.of(file), variables(text(texts, "secrets.env")), Map.of("log.level", "info"));
  }

  static Stream<Object> yaml(String text) {
    return Stream.of(text.split("(?m)^---$"))
        .map(part -> new Load(LoadSettings.builder().build()).loadFromString(part));
  }
}
