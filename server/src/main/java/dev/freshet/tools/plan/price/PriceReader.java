package dev.freshet.tools.plan.price;

import dev.freshet.config.Faults;
import dev.freshet.config.Source;
import dev.freshet.config.Tree;
import dev.freshet.tools.plan.unit.Bytes;
import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Hourly;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Users;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Turns a YAML document into a price list, and tells all its faults together. */
final class PriceReader {
  /** The services whose packages there may be. */
  static final List<String> WITH_TIERS = List.of("ably", "pusher", "pubnub");

  private static final List<String> SECTIONS =
      List.of("form", "parts", "prices", "instances", "tiers");
  private static final List<String> ROW =
      List.of("value", "unit", "source", "date", "confirmed", "note");
  private static final List<String> INSTANCE =
      List.of(
          "name", "use", "cores", "memory-gib", "usd-hour", "source", "date", "confirmed", "note");
  private static final List<String> TIER =
      List.of(
          "service",
          "name",
          "usd-month",
          "connections",
          "messages-day",
          "messages-second",
          "new-connections-second",
          "users",
          "source",
          "date",
          "confirmed",
          "note");
  private static final String REFERENCE = "freshet plan --prices";
  private static final int MAX_ITEMS = 500;

  private final String file;
  private final Faults faults;
  private final Map<Price, PriceRow> rows = new EnumMap<>(Price.class);
  private final List<Instance> nodes = new ArrayList<>();
  private final List<Instance> redis = new ArrayList<>();
  private final List<Tier> tiers = new ArrayList<>();

  /** Files of before there was this section say nothing of it, and mean this. */
  private Set<String> parts = Set.of("cloudflare");

  /**
   * For one file.
   *
   * @param file as faults call it
   */
  PriceReader(String file, Faults faults) {
    this.file = file;
    this.faults = faults;
  }

  /**
   * The list.
   *
   * @param root null when it could not be read, which is told already
   */
  PriceList read(Tree.@Nullable Fields root) {
    if (root != null) {
      all(root);
    }
    faults.raise();
    tiers.sort(Comparator.comparing(Tier::month));
    return new PriceList(file, rows, nodes, redis, tiers, parts);
  }

  private void all(Tree.Fields root) {
    root.fields()
        .forEach((key, field) -> {
          switch (key) {
            case "form" -> form(field);
            case "parts" -> parts(field);
            case "prices" -> prices(field);
            case "instances" -> items(key, field, INSTANCE, this::instance);
            case "tiers" -> items(key, field, TIER, this::tier);
            default -> faults.unknown(Source.line(file, field.line()), key, SECTIONS, REFERENCE);
          }
        });
    if (!root.fields().containsKey("form")) {
      missing("form", "1");
    }
    for (Price price : Price.values()) {
      if (!rows.containsKey(price)) {
        missing("prices." + price.key(), "a row; " + REFERENCE + " has all");
      }
    }
    if (nodes.isEmpty()) {
      missing("instances", "at least one with use: node");
    }
    if (redis.isEmpty()) {
      missing("instances", "at least one with use: redis");
    }
  }

  private void missing(String name, String expected) {
    faults.add(Source.line(file, 1), name, "missing", expected);
  }

  private void form(Tree.Field field) {
    if (!field.value().what().equals("1")) {
      faults.add(Source.line(file, field.line()), "form", field.value().what(), "1");
    }
  }

  private void parts(Tree.Field section) {
    if (!(section.value() instanceof Tree.Items all)) {
      faults.add(
          Source.line(file, section.line()),
          "parts",
          section.value().what(),
          "a list of services, or []");
      return;
    }
    parts = new HashSet<>();
    for (int i = 0; i < all.items().size(); i++) {
      Tree item = all.items().get(i);
      if (item instanceof Tree.Scalar(String key, _) && PriceList.SERVICES.contains(key)) {
        parts.add(key);
      } else {
        faults.add(
            Source.line(file, item.line()),
            "parts[" + i + "]",
            item.what(),
            "one of " + String.join(", ", PriceList.SERVICES));
      }
    }
  }

  private void prices(Tree.Field section) {
    if (!(section.value() instanceof Tree.Fields all)) {
      faults.add(
          Source.line(file, section.line()), "prices", section.value().what(), "a mapping of rows");
      return;
    }
    all.fields()
        .forEach((key, field) ->
            Price.of(key)
                .ifPresentOrElse(
                    price -> price(price, field),
                    () ->
                        faults.unknown(
                            Source.line(file, field.line()),
                            "prices." + key,
                            Price.keys().stream().map(each -> "prices." + each).toList(),
                            REFERENCE)));
  }

  private void price(Price price, Tree.Field field) {
    String path = "prices." + price.key();
    if (!(field.value() instanceof Tree.Fields fields)) {
      faults.add(
          Source.line(file, field.line()), path, field.value().what(), "value, unit, source, date");
      return;
    }
    var row = new RowReader(file, path, fields, ROW, faults);
    String unit = row.text("unit");
    if (!unit.isEmpty() && !unit.equals(price.unit())) {
      row.fault("unit", unit, price.unit());
    }
    double value = isDivisor(price) ? row.positive("value") : row.number("value");
    if (isShare(price) && value > 1) {
      row.fault("value", Double.toString(value), "a part, at most 1");
    }
    rows.put(price, new PriceRow(price, value, row.origin(), row.note("note")));
  }

  private static boolean isShare(Price price) {
    return price.unit().startsWith("part of");
  }

  /** What amounts are divided by. */
  private static boolean isDivisor(Price price) {
    return switch (price) {
      case AZURE_CONNECTIONS,
          AZURE_UNITS,
          CLOUDFLARE_RATIO,
          CLOUDFLARE_SOCKETS,
          NLB_TCP_ACTIVE,
          NLB_TLS_ACTIVE,
          NLB_BYTES,
          ALB_ACTIVE,
          ALB_BYTES,
          APIGW_NEW,
          NODE_CONNECTIONS ->
          true;
      default -> isShare(price) && price != Price.SLOW_PART;
    };
  }

  private void items(
      String key, Tree.Field field, List<String> known, BiConsumer<RowReader, String> reader) {
    if (!(field.value() instanceof Tree.Items all) || all.items().size() > MAX_ITEMS) {
      faults.add(
          Source.line(file, field.line()),
          key,
          field.value() instanceof Tree.Items ? "too many" : field.value().what(),
          "a list of at most " + MAX_ITEMS + " rows");
      return;
    }
    for (int i = 0; i < all.items().size(); i++) {
      String path = key + "[" + i + "]";
      if (all.items().get(i) instanceof Tree.Fields fields) {
        reader.accept(new RowReader(file, path, fields, known, faults), path);
      } else {
        Tree item = all.items().get(i);
        faults.add(Source.line(file, item.line()), path, item.what(), "a mapping");
      }
    }
  }

  private void instance(RowReader row, String path) {
    String use = row.text("use");
    var instance =
        new Instance(
            row.text("name"),
            (int) Math.min(4096, row.positive("cores")),
            Bytes.gib(row.positive("memory-gib")),
            new Hourly(row.number("usd-hour")),
            row.origin());
    switch (use) {
      case "node" -> nodes.add(instance);
      case "redis" -> redis.add(instance);
      case "" -> {}
      default -> row.fault("use", use, "node or redis");
    }
  }

  private void tier(RowReader row, String path) {
    String service = row.text("service");
    if (!service.isEmpty() && !WITH_TIERS.contains(service)) {
      row.fault("service", service, "one of " + String.join(", ", WITH_TIERS));
    }
    OptionalDouble connections = row.optional("connections");
    OptionalDouble day = row.optional("messages-day");
    OptionalDouble second = row.optional("messages-second");
    OptionalDouble fresh = row.optional("new-connections-second");
    OptionalDouble users = row.optional("users");
    tiers.add(
        new Tier(
            service,
            row.text("name"),
            new Money(row.number("usd-month")),
            boxed(connections).map(value -> new Connections(value.longValue())),
            day.isPresent() ? OptionalLong.of((long) day.getAsDouble()) : OptionalLong.empty(),
            boxed(second).map(Rate::new),
            boxed(fresh).map(Rate::new),
            boxed(users).map(value -> new Users(value.longValue())),
            row.origin(),
            row.note("note")));
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
