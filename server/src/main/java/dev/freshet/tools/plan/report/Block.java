package dev.freshet.tools.plan.report;

import java.util.List;

/** A part of a document, which text, Markdown and HTML each write in their way. */
public sealed interface Block {

  /** The heading of a section. */
  record Heading(String text) implements Block {}

  /** A paragraph. */
  record Paragraph(String text) implements Block {}

  /** A list of sentences. */
  record Bullets(List<String> items) implements Block {
    /** Takes a copy. */
    public Bullets {
      items = List.copyOf(items);
    }
  }

  /**
   * A table.
   *
   * @param head one text for each column; one that begins with {@code >} is of numbers, to the
   *     right
   * @param rows as wide as the head
   */
  record Table(List<String> head, List<List<String>> rows) implements Block {
    /** Checks the width. */
    public Table {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
      int columns = head.size();
      if (rows.stream().anyMatch(row -> row.size() != columns)) {
        throw new IllegalArgumentException("a row is not as wide as the head: " + head);
      }
    }

    /** Whether a column is of numbers. */
    boolean isNumber(int column) {
      return head.get(column).startsWith(">");
    }

    /** The head of a column. */
    String name(int column) {
      return isNumber(column) ? head.get(column).substring(1) : head.get(column);
    }
  }
}
