package dev.freshet.tools.plan.demand;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people type them: {@code 50k}, {@code 1.5m}, {@code 2b}, {@code 250,000}. */
public final class Count {
  private static final Pattern FORM =
      Pattern.compile("((?:[0-9]{1,3}(?:,[0-9]{3}){1,4})|[0-9]{1,15})(\\.[0-9]{1,9})?([kKmMbB]?)");

  private Count() {}

  /** The number; empty when it is none. */
  public static OptionalDouble read(String text) {
    Matcher match = FORM.matcher(text.strip());
    if (!match.matches()) {
      return OptionalDouble.empty();
    }
    String fraction = match.group(2) == null ? "" : match.group(2);
    int power =
        switch (match.group(3).toLowerCase(Locale.ROOT)) {
          case "k" -> 3;
          case "m" -> 6;
          case "b" -> 9;
          default -> 0;
        };
    return OptionalDouble.of(
        new BigDecimal(match.group(1).replace(",", "") + fraction)
            .scaleByPowerOfTen(power)
            .doubleValue());
  }
}
