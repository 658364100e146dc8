package dev.freshet.config.kind;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a setting may be, and what it is read to.
 *
 * @param <T> the type of the value
 */
public interface Kind<T> {
  /** Stands for what must not be shown. */
  String MASK = "***";

  /** A whole number between two bounds, both included. */
  static Kind<Integer> whole(int min, int max) {
    return new Whole(min, max);
  }

  /** A number of bytes between two bounds such as {@code 64KiB}, both included. */
  static Kind<Long> bytes(String min, String max) {
    return new Bytes(Quantity.readBytes(min), Quantity.readBytes(max));
  }

  /** A span of time between two bounds such as {@code 25s}, both included. */
  static Kind<Duration> span(String min, String max) {
    return new Span(duration(min), duration(max));
  }

  private static Duration duration(String text) {
    @Nullable Duration duration = Quantity.readDuration(text);
    if (duration == null) {
      throw new IllegalArgumentException("duration: %s (expected: such as 25s)".formatted(text));
    }
    return duration;
  }

  /** The value, or null when the text is not of this kind. */
  @Nullable T read(String text);

  /** What is expected, to stand in a fault. */
  String expected();

  /** One word for it, for the reference. */
  String name();

  /** Whether no fault may show a text of this kind, because a secret may be in it. */
  default boolean isMasked() {
    return false;
  }

  /** What stands between several texts of this kind, as a regular expression. */
  default String separator() {
    return ",";
  }

  /** Whether a list of this kind that has one item may be written as that item in YAML, too. */
  default boolean standsAlone() {
    return false;
  }

  /** The text that {@link #read} reads this value from, in its most readable form. */
  default String show(T value) {
    return value.toString();
  }

  /** A whole number between two bounds, both included. */
  record Whole(int min, int max) implements Kind<Integer> {
    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,10}");

    @Override
    public @Nullable Integer read(String text) {
      if (!FORM.matcher(text).matches()) {
        return null;
      }
      long value = Long.parseLong(text);
      return value >= min && value <= max ? (int) value : null;
    }

    @Override
    public String expected() {
      return "a whole number from %d to %d".formatted(min, max);
    }

    @Override
    public String name() {
      return "number";
    }
  }

  /** A number of bytes between two bounds, both included. */
  record Bytes(long min, long max) implements Kind<Long> {
    @Override
    public @Nullable Long read(String text) {
      long value = Quantity.readBytes(text);
      return value >= min && value <= max ? value : null;
    }

    @Override
    public String expected() {
      return "bytes from %s to %s, such as 64KiB or 1MB".formatted(show(min), show(max));
    }

    @Override
    public String name() {
      return "bytes";
    }

    @Override
    public String show(Long value) {
      return Quantity.showBytes(value);
    }
  }

  /** A span of time between two bounds, both included. */
  record Span(Duration min, Duration max) implements Kind<Duration> {
    @Override
    public @Nullable Duration read(String text) {
      Duration value = Quantity.readDuration(text);
      return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
    }

    @Override
    public String expected() {
      return "a duration from %s to %s, such as 500ms, 25s or 5m".formatted(show(min), show(max));
    }

    @Override
    public String name() {
      return "duration";
    }

    @Override
    public String show(Duration value) {
      return Quantity.showDuration(value);
    }
  }

  /** {@code true} or {@code false}. */
  record Flag() implements Kind<Boolean> {
    @Override
    public @Nullable Boolean read(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> null;
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public String name() {
      return "boolean";
    }
  }

  /**
   * A text of a form.
   *
   * @param form the whole text matches it
   * @param expected what that form is, in words
   */
  record Text(Pattern form, String expected) implements Kind<String> {
    /** A text of this form. */
    public static Text of(String form, String expected) {
      return new Text(Pattern.compile(form), expected);
    }

    @Override
    public @Nullable String read(String text) {
      return form.matcher(text).matches() ? text : null;
    }

    @Override
    public String name() {
      return "text";
    }
  }

  /** A secret, which is never shown. */
  interface Masked extends Kind<String> {
    @Override
    default String name() {
      return "secret";
    }

    @Override
    default boolean isMasked() {
      return true;
    }

    @Override
    default String show(String value) {
      return value.isEmpty() ? "" : MASK;
    }
  }

  /**
   * A text that is never shown: neither in a fault nor in print.
   *
   * @param optional whether it may be empty, too, for none
   */
  record Hidden(int min, int max, boolean optional) implements Masked {
    @Override
    public @Nullable String read(String text) {
      boolean fits = text.length() >= min && text.length() <= max;
      return fits || (optional && text.isEmpty()) ? text : null;
    }

    @Override
    public String expected() {
      return "%s%d to %d characters".formatted(optional ? "empty, or " : "", min, max);
    }
  }

  /**
   * An http or https URL. It has no user and no password: both would be told to whoever reads the
   * configuration. A query may hold a secret, so it is not shown.
   *
   * @param max the longest in characters
   */
  record Address(int max) implements Kind<URI> {
    private static final Pattern SCHEME = Pattern.compile("(?i)https?");

    @Override
    public @Nullable URI read(String text) {
      if (text.length() > max) {
        return null;
      }
      try {
        URI uri = new URI(text);
        String scheme = uri.getScheme();
        boolean good =
            uri.getHost() != null
                && scheme != null
                && SCHEME.matcher(scheme).matches()
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535;
        return good ? uri : null;
      } catch (URISyntaxException e) {
        return null;
      }
    }

    @Override
    public String expected() {
      return "an http or https URL of at most %,d characters, without user and password"
          .formatted(max);
    }

    @Override
    public String name() {
      return "URL";
    }

    @Override
    public boolean isMasked() {
      return true;
    }

    @Override
    public String show(URI value) {
      String text = value.toString();
      int query = text.indexOf('?');
      return query < 0 ? text : text.substring(0, query + 1) + MASK;
    }
  }

  /** One word of a list. */
  record OneOf(List<String> words) implements Kind<String> {
    /** One of these. */
    public static OneOf of(String... words) {
      return new OneOf(List.of(words));
    }

    @Override
    public @Nullable String read(String text) {
      return words.contains(text) ? text : null;
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public String name() {
      return "choice";
    }
  }

  /** The path of a file; the empty path is none. */
  record FilePath() implements Kind<Path> {
    @Override
    public @Nullable Path read(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        return null;
      }
    }

    @Override
    public String expected() {
      return "the path of a file";
    }

    @Override
    public String name() {
      return "path";
    }
  }

  /** Texts of one kind: a sequence in YAML, separated by commas elsewhere; may be empty. */
  record Items(Kind<String> item, int max) implements Kind<List<String>> {
    @Override
    public @Nullable List<String> read(String text) {
      return text.isBlank() ? List.of() : readAll(List.of(text.split(item.separator(), -1)));
    }

    /** Reads items that were separated already; null when one of them is wrong. */
    public @Nullable List<String> readAll(List<String> texts) {
      if (texts.size() > max) {
        return null;
      }
      var values = new ArrayList<String>();
      for (String text : texts) {
        String value = item.read(text.strip());
        if (value == null) {
          return null;
        }
        values.add(value);
      }
      return List.copyOf(values);
    }

    @Override
    public String expected() {
      return "a list of at most %d, each %s".formatted(max, item.expected());
    }

    @Override
    public boolean isMasked() {
      return item.isMasked();
    }

    @Override
    public String name() {
      return "list";
    }

    @Override
    public String show(List<String> value) {
      return value.stream().map(item::show).collect(Collectors.joining(","));
    }
  }
}
