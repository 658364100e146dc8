package dev.freshet.tools.files;

/**
 * A file to write.
 *
 * @param name its path below the folder, with slashes
 * @param text all of it
 * @param check the command that says whether it is good, from within the folder; empty when there
 *     is none
 * @param secret whether nobody but its owner may read it
 */
public record TextFile(String name, String text, String check, boolean secret) {
  /** One that anybody may read. */
  public TextFile(String name, String text, String check) {
    this(name, text, check, false);
  }
}
