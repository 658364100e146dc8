package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping of the file while it is read: knows its path, and which of its keys were asked for. */
final class Section {
  private final Tree.Fields fields;
  private final String path;
  private final String file;
  private final Faults faults;
  private final Set<String> asked = new HashSet<>();

  Section(Tree.Fields fields, String path, String file, Faults faults) {
    this.fields = fields;
    this.path = path;
    this.file = file;
    this.faults = faults;
  }

  /** Reads a node as a kind; null when it is not of it. */
  static @Nullable Object read(Kind<?> kind, Tree node) {
    return switch (node) {
      case Tree.Scalar scalar when scalar.value().isEmpty() || isScalar(kind) ->
          kind.read(scalar.value());
      case Tree.Items items when kind instanceof Kind.Items list -> {
        var texts = new ArrayList<String>();
        for (Tree item : items.items()) {
          if (!(item instanceof Tree.Scalar scalar)) {
            yield null;
          }
          texts.add(scalar.value());
        }
        yield list.readAll(texts);
      }
      default -> null;
    };
  }

  boolean has(String key) {
    asked.add(key);
    return fields.fields().containsKey(key);
  }

  /** The value of a key; null when it is not given, or, with a fault, when it is wrong. */
  @Nullable Object value(String key, Kind<?> kind) {
    Tree.Field field = field(key);
    if (field == null) {
      return null;
    }
    Object value = read(kind, field.value());
    if (value == null) {
      faults.add(Source.line(file, field.line()), name(key), field.value().what(), kind);
    }
    return value;
  }

  /** The value that is given, or else its default; empty, with a fault, when it has none. */
  Object value(AppField field) {
    @Nullable Object value = value(field.key(), field.kind());
    if (value != null) {
      return value;
    }
    String standard = field.standard();
    if (standard == null) {
      if (!has(field.key())) {
        fault(field.key(), "none", field.kind().expected());
      }
      return "";
    }
    Object read = field.kind().read(standard);
    return read == null ? standard : read;
  }

  /** As {@link #value(AppField)}, of a field that is a text. */
  String text(AppField field) {
    return value(field).toString();
  }

  /** As {@link #value(AppField)}, of a field that is a list. */
  List<String> list(AppField field) {
    return ((List<?>) value(field)).stream().map(String.class::cast).toList();
  }

  /** As {@link #value(AppField)}, of a field that is one of the constants of an enum. */
  <E extends Enum<E>> E choice(Class<E> type, AppField field) {
    return Enum.valueOf(type, text(field).replace('-', '_').toUpperCase(Locale.ROOT));
  }

  private static boolean isScalar(Kind<?> kind) {
    return !(kind instanceof Kind.Items list) || list.item().standsAlone();
  }

  /** The section of a key, empty when it is not given. */
  Section section(String key) {
    Tree.Field field = field(key);
    Tree.Fields inner = new Tree.Fields(new LinkedHashMap<>(), fields.line());
    if (field != null && field.value() instanceof Tree.Fields given) {
      inner = given;
    } else if (field != null && !isNone(field.value())) {
      faults.add(
          Source.line(file, field.line()), name(key), field.value().what(), "a section with keys");
    }
    return new Section(inner, name(key), file, faults);
  }

  /** The sections in the sequence of a key; at most {@code max}. */
  List<Section> sections(String key, int max) {
    Tree.Field field = field(key);
    var sections = new ArrayList<Section>();
    if (field == null || isNone(field.value())) {
      return sections;
    }
    if (!(field.value() instanceof Tree.Items items) || items.items().size() > max) {
      faults.add(
          Source.line(file, field.line()),
          name(key),
          field.value() instanceof Tree.Items items
              ? items.items().size() + " entries"
              : field.value().what(),
          "a sequence of at most %,d".formatted(max));
      return sections;
    }
    for (int i = 0; i < items.items().size(); i++) {
      String at = name(key) + "[" + i + "]";
      Tree item = items.items().get(i);
      if (item instanceof Tree.Fields inner) {
        sections.add(new Section(inner, at, file, faults));
      } else {
        faults.add(Source.line(file, item.line()), at, item.what(), "a mapping");
      }
    }
    return sections;
  }

  /** Tells the keys that nobody asked for. */
  void finish() {
    fields
        .fields()
        .forEach((key, field) -> {
          if (!asked.contains(key)) {
            var known = asked.stream().sorted().map(this::name).toList();
            faults.unknown(Source.line(file, field.line()), name(key), known);
          }
        });
  }

  void fault(String key, String value, String expected) {
    Tree.Field field = fields.fields().get(key);
    int line = field == null ? fields.line() : field.line();
    faults.add(Source.line(file, line), name(key), value, expected);
  }

  private static boolean isNone(Tree node) {
    return node instanceof Tree.Scalar scalar && scalar.value().isEmpty();
  }

  private Tree.@Nullable Field field(String key) {
    asked.add(key);
    return fields.fields().get(key);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
