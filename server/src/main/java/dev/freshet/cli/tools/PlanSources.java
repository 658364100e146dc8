package dev.freshet.cli.tools;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.tools.plan.price.PriceList;
import dev.freshet.tools.plan.size.ConnectionCost;
import dev.freshet.tools.plan.size.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what plans are reckoned by: prices and costs of connections. */
final class PlanSources {
  private static final int MAX_MEASURED = 32 << 20;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(names = "--price-file", paramLabel = "FILE", description = "reckon by this price list")
  private @Nullable Path priceFile;

  @Option(
      names = "--measured",
      paramLabel = "FILE",
      description =
          "take costs from this result of freshet load --json; may be given for several results")
  private List<Path> measured = List.of();

  /**
   * The list that was named, else the one that comes with Freshet.
   *
   * @throws dev.freshet.config.ConfigFaults with everything that is wrong in it
   */
  PriceList prices() {
    return priceFile == null ? PriceList.standard() : PriceList.read(priceFile);
  }

  /** What the named results say, and what is recorded for the rest. */
  ConnectionCost cost() throws ClientFault {
    var all = new Measured();
    for (Path file : measured) {
      try {
        if (Files.size(file) > MAX_MEASURED) {
          throw new ClientFault("--measured: %s (expected: at most 32 MiB)".formatted(file));
        }
        Map<String, Object> result = Json.tree(Files.readString(file));
        if (result == null) {
          throw new ClientFault(
              "--measured: %s (expected: one JSON object, of freshet load --json)".formatted(file));
        }
        all.add(String.valueOf(file.getFileName()), result);
      } catch (IOException e) {
        throw new ClientFault("--measured: %s (expected: a file that can be read)".formatted(file));
      } catch (IllegalArgumentException e) {
        throw spec == null
            ? e
            : new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
      }
    }
    return all.cost();
  }
}
