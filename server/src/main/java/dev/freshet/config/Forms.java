package dev.freshet.config;

/** The kinds that several rows of the tables share. */
final class Forms {
  static final Kind<String> ORIGIN =
      Kind.Text.of(
          "\\*|null|[a-z*][a-z0-9+.*-]*://[^/\\s,]{1,180}",
          "* or an origin such as https://*.example.com");
  static final Kind<String> NAME =
      Kind.Text.of(
          "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", "1 to 64 of A-Z a-z 0-9 _ . - from a letter or digit");
  static final Kind<String> LINE = Kind.Text.of("[^\\p{Cntrl}]{0,500}", "at most 500 characters");
  static final Kind<String> ACCESS = Kind.OneOf.of("open", "token", "secret");

  private Forms() {}
}
