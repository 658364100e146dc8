package dev.freshet.config;

import java.util.List;
import java.util.SequencedMap;

/** A YAML document reduced to what a configuration may hold, each part with its line. */
public sealed interface Tree {

  /** The line it starts on, from 1. */
  int line();

  /** What it is, for faults. */
  String what();

  /**
   * A scalar.
   *
   * @param value the text; the plain forms of null are empty
   */
  record Scalar(String value, int line) implements Tree {
    @Override
    public String what() {
      return value;
    }
  }

  /** A sequence. */
  record Items(List<Tree> items, int line) implements Tree {
    @Override
    public String what() {
      return "a sequence";
    }
  }

  /** A mapping in the order of the file. */
  record Fields(SequencedMap<String, Field> fields, int line) implements Tree {
    @Override
    public String what() {
      return "a mapping";
    }
  }

  /**
   * An entry of a mapping.
   *
   * @param line of the key
   */
  record Field(Tree value, int line) {}
}
