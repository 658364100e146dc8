package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of every setting, and where it came from. Immutable. */
public final class Settings {

  /** A value that has been read. */
  record Entry(Object value, Source source) {}

  private final Map<Setting, Entry> entries;

  /**
   * Values.
   *
   * @param entries one for each setting
   */
  Settings(Map<Setting, Entry> entries) {
    this.entries = new EnumMap<>(entries);
  }

  /** A number; of a setting of kind {@link Kind.Whole}. */
  public int number(Setting setting) {
    return get(setting, Integer.class);
  }

  /** Bytes; of a setting of kind {@link Kind.Bytes}. */
  public long bytes(Setting setting) {
    return get(setting, Long.class);
  }

  /** A span of time; of a setting of kind {@link Kind.Span}. */
  public Duration duration(Setting setting) {
    return get(setting, Duration.class);
  }

  /** Of a setting of kind {@link Kind.Flag}. */
  public boolean flag(Setting setting) {
    return get(setting, Boolean.class);
  }

  /** A text, empty when it is not set; of {@link Kind.Text} or {@link Kind.OneOf}. */
  public String text(Setting setting) {
    return get(setting, String.class);
  }

  /** Texts; of a setting of kind {@link Kind.Items}. */
  public List<String> list(Setting setting) {
    return ((List<?>) get(setting, List.class)).stream().map(String.class::cast).toList();
  }

  /** A file, if one is set; of a setting of kind {@link Kind.FilePath}. */
  public Optional<Path> path(Setting setting) {
    return Optional.of(get(setting, Path.class)).filter(path -> !path.toString().isEmpty());
  }

  /** Where the value came from. */
  public Source source(Setting setting) {
    return entry(setting).source();
  }

  /** The value as text, a secret masked: what {@code config print} shows. */
  public String shown(Setting setting) {
    return show(setting.kind(), entry(setting).value());
  }

  /** Whether both have the same value, wherever it came from. */
  boolean same(Setting setting, Settings other) {
    return entry(setting).value().equals(other.entry(setting).value());
  }

  // Each value was read by the kind of its own setting.
  @SuppressWarnings("unchecked")
  private static <T> String show(Kind<T> kind, Object value) {
    return kind.show((T) value);
  }

  private <T> T get(Setting setting, Class<T> type) {
    Object value = entry(setting).value();
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: asked for as %s)"
              .formatted(setting.key(), type.getSimpleName(), setting.kind().name()));
    }
    return type.cast(value);
  }

  private Entry entry(Setting setting) {
    Entry entry = entries.get(setting);
    if (entry == null) {
      throw new IllegalStateException(setting.key() + ": missing (expected: a value)");
    }
    return entry;
  }
}
