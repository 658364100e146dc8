package dev.freshet.tools.doctor.capacity;

import dev.freshet.config.kind.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many connections somebody wants: {@code 100k}, {@code 1m}, {@code 250,000}. */
public record Target() implements Kind<Long> {
  /** More than a machine has memory for. */
  private static final long MAX = 100_000_000;

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})([kKmM]?)");

  @Override
  public @Nullable Long read(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return null;
    }
    long unit =
        switch (match.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 1_000;
          case "m" -> 1_000_000;
          default -> 1;
        };
    long count = Long.parseLong(match.group(1).replace(",", "")) * unit;
    return count < 1 || count > MAX ? null : count;
  }

  @Override
  public String expected() {
    return "connections, such as 100k, 1m or 250,000, at most 100m";
  }

  @Override
  public String name() {
    return "connections";
  }
}
