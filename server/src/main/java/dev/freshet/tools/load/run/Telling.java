package dev.freshet.tools.load.run;

/** Where a measurement tells how it goes. */
public interface Telling {
  /** A step, for people: a line of its own. */
  void step(String text);

  /** How it stands now, several times a second; may replace what was told before. */
  void progress(Moment moment);
}
