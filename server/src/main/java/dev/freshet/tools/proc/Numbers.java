package dev.freshet.tools.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers as the kernel writes them. */
public final class Numbers {
  /** No bound: {@code max}, {@code unlimited}, or a number that no machine reaches. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /**
   * Limits from here on mean none: fs.file-max of systemd is 2^63 - 1, an unlimited memory cgroup
   * of version 1 the same rounded down to a page.
   */
  private static final long NO_MACHINE = 1L << 60;

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final int LONG_DIGITS = 18;

  private Numbers() {}

  /** A number that is not negative, {@link #UNLIMITED} for those without bound; else empty. */
  public static OptionalLong read(String text) {
    if (text.equals("max") || text.equals("unlimited")) {
      return OptionalLong.of(UNLIMITED);
    }
    if (!DIGITS.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    long value = text.length() > LONG_DIGITS ? UNLIMITED : Long.parseLong(text);
    return OptionalLong.of(value >= NO_MACHINE ? UNLIMITED : value);
  }

  /** Numbers with blanks between; none when one of them is not a number. */
  public static List<Long> all(String line) {
    var numbers = new ArrayList<Long>();
    for (String word : line.strip().split("\\s+", -1)) {
      OptionalLong number = read(word);
      if (number.isEmpty()) {
        return List.of();
      }
      numbers.add(number.getAsLong());
    }
    return numbers;
  }

  /** A hexadecimal number of at most 64 bits; else empty. */
  public static OptionalLong hex(String text) {
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text, 16));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** What is left, at least 0; without bound when the whole is. */
  public static long less(long whole, long part) {
    return whole == UNLIMITED ? UNLIMITED : Math.max(0, whole - part);
  }

  /** The sum; without bound when a part is. */
  public static long more(long one, long other) {
    return one >= UNLIMITED - other ? UNLIMITED : one + other;
  }
}
