package dev.freshet.config;

/**
 * Where a value came from.
 *
 * @param origin the layer; later ones win over earlier ones
 * @param at the file and line, the name of the variable, or empty
 */
public record Source(Origin origin, String at) {

  /** The layers, weakest first. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    FLAG
  }

  static final Source STANDARD = new Source(Origin.DEFAULT, "");

  /** The command line. */
  public static final Source FLAG = new Source(Origin.FLAG, "");

  /** A line of a file. */
  public static Source line(String file, int line) {
    return new Source(Origin.FILE, file + ":" + line);
  }

  static Source variable(String name) {
    return new Source(Origin.ENVIRONMENT, name);
  }

  @Override
  public String toString() {
    return switch (origin) {
      case DEFAULT -> "default";
      case FILE, ENVIRONMENT -> at;
      case FLAG -> "flag";
    };
  }
}
