package dev.freshet.tools.plan.price;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.config.ConfigFaults;
import dev.freshet.config.Faults;
import dev.freshet.config.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All prices a plan is reckoned by.
 *
 * @param name where it is from: the name of a file, or that it came with Freshet
 * @param rows one for each {@link Price}
 * @param nodes what a node may run on, at least one
 * @param redis what a Redis may run on, at least one
 * @param tiers packages, cheapest first within a service
 * @param parts keys of what is no service but parts to build one from, some of {@link #SERVICES}
 */
public record PriceList(
    String name,
    Map<Price, PriceRow> rows,
    List<Instance> nodes,
    List<Instance> redis,
    List<Tier> tiers,
    Set<String> parts) {
  /** The keys of all that are compared with self-hosting. */
  public static final List<String> SERVICES =
      List.of(
          "ably",
          "ably-floor",
          "pusher",
          "cloudflare",
          "api-gateway",
          "appsync",
          "azure",
          "supabase",
          "ably-users",
          "pubnub");

  private static final String FILE = "prices.yaml";

  /** Takes copies. */
  public PriceList {
    rows = Map.copyOf(rows);
    nodes = List.copyOf(nodes);
    redis = List.copyOf(redis);
    tiers = List.copyOf(tiers);
    parts = Set.copyOf(parts);
  }

  /** The list that comes with Freshet. */
  public static PriceList standard() {
    return read("prices of this release", text().getBytes(UTF_8));
  }

  /** The text of that list, to be edited. */
  public static String text() {
    try (InputStream in = PriceList.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException(FILE + " is not in the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A list of one's own.
   *
   * @throws ConfigFaults when it cannot be used, with all that is wrong
   */
  public static PriceList read(Path file) {
    var faults = new Faults();
    var root = YamlReader.read("price-file", file, faults);
    return new PriceReader(YamlReader.name(file), faults).read(root);
  }

  /** A list of that text; the same faults. */
  static PriceList read(String name, byte[] text) {
    var faults = new Faults();
    return new PriceReader(name, faults).read(YamlReader.read("prices", name, text, faults));
  }

  /** What a price is. */
  public double value(Price price) {
    return row(price).value();
  }

  /** The row of a price. */
  public PriceRow row(Price price) {
    PriceRow row = rows.get(price);
    if (row == null) {
      throw new IllegalStateException(price.key());
    }
    return row;
  }

  /** Packages of a service, cheapest first. */
  public List<Tier> tiers(String service) {
    return tiers.stream().filter(each -> each.service().equals(service)).toList();
  }

  /** A machine for nodes by its name. */
  public Optional<Instance> node(String wanted) {
    return nodes.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }
}
