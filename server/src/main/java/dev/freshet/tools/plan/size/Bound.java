package dev.freshet.tools.plan.size;

/** What decides how many connections a node gets. */
public enum Bound {
  MEMORY("memory"),
  CPU("CPU"),
  BLAST_RADIUS("blast radius"),

  /** Fewer would not do without any limit either: one is enough, or one is to spare. */
  LEAST("no limit: it is the least there can be");

  private final String word;

  Bound(String word) {
    this.word = word;
  }

  /** As it is shown. */
  public String word() {
    return word;
  }
}
