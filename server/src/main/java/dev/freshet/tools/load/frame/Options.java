package dev.freshet.tools.load.frame;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command-line options of the form {@code --name value}. A fault is told in the one form the
 * project uses, {@code name: value (expected: …)}, as an {@link IllegalArgumentException}.
 */
public final class Options {
  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = values;
  }

  /** Reads {@code args}; a name that is not in {@code known} is a fault. */
  public static Options parse(List<String> args, Set<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (!name.startsWith("--") || !known.contains(name.substring(2))) {
        throw fault(
            "option", name, "one of --" + String.join(", --", known.stream().sorted().toList()));
      }
      if (i + 1 == args.size()) {
        throw fault(name, "", "a value");
      }
      values.put(name.substring(2), args.get(i + 1));
    }
    return new Options(values);
  }

  /** The text of an option, or {@code otherwise}. */
  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** The text of an option, or null. */
  public @Nullable String textOrNull(String name) {
    return values.get(name);
  }

  /** A whole number within {@code least} and {@code most}, both included. */
  public int number(String name, int otherwise, int least, int most) {
    String text = values.get(name);
    return text == null ? otherwise : number(name, text, least, most);
  }

  /** One of the words that are allowed. */
  public String choice(String name, String otherwise, List<String> allowed) {
    String text = text(name, otherwise);
    if (!allowed.contains(text)) {
      throw fault("--" + name, text, String.join(" or ", allowed));
    }
    return text;
  }

  /** Comma-separated whole numbers, each within {@code least} and {@code most}. */
  public List<Integer> numbers(String name, List<Integer> otherwise, int least, int most) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    return List.of(text.split(",", -1)).stream().map(t -> number(name, t, least, most)).toList();
  }

  private static int number(String name, String text, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw (IllegalArgumentException) fault(name, text, expected).initCause(e);
    }
    throw fault(name, text, expected);
  }

  /** An operator's fault, in the project's form. */
  public static IllegalArgumentException fault(String name, String value, String expected) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
  }
}
