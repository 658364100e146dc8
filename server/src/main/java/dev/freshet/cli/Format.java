package dev.freshet.cli;

/** How a command reports. */
enum Format {
  /** For people; lines that cut and grep can read. */
  TEXT,
  /** One JSON value on each line. */
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
