package dev.freshet.config;

import java.util.Optional;

/** Finds the name somebody probably meant. */
final class Nearest {
  private static final int MAX_LENGTH = 120;

  private Nearest() {}

  /**
   * The candidate with the smallest distance, if it is near enough to be a slip of the keys. Where
   * only the last part of a dotted name is near, the section was left out or mistaken.
   */
  static Optional<String> to(String name, Iterable<String> candidates) {
    if (name.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String nearest = null;
    int best = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int whole = distance(name, candidate);
      int last = distance(last(name), last(candidate));
      int near = Math.min(whole, last + 1);
      if (near < best && (whole <= slips(name) || last <= slips(last(name)) - 1)) {
        best = near;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static int slips(String name) {
    return Math.max(1, Math.min(3, name.length() / 3));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * The Damerau-Levenshtein distance in its restricted form: insertions, deletions, substitutions
   * and swaps of neighbours, no part edited twice.
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
