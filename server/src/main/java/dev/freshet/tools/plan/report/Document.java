package dev.freshet.tools.plan.report;

import java.util.ArrayList;
import java.util.List;

/** A title and what stands below it, in order. */
public final class Document {
  private final String title;
  private final List<Block> blocks = new ArrayList<>();

  /** With nothing below the title yet. */
  public Document(String title) {
    this.title = title;
  }

  /** The title. */
  public String title() {
    return title;
  }

  /** What stands below it. */
  public List<Block> blocks() {
    return List.copyOf(blocks);
  }

  /** Adds a heading. */
  public Document heading(String text) {
    blocks.add(new Block.Heading(text));
    return this;
  }

  /** Adds a paragraph. */
  public Document paragraph(String text) {
    blocks.add(new Block.Paragraph(text));
    return this;
  }

  /** Adds a list, unless it is empty. */
  public Document bullets(List<String> items) {
    if (!items.isEmpty()) {
      blocks.add(new Block.Bullets(items));
    }
    return this;
  }

  /** Adds a table. */
  public Document table(List<String> head, List<List<String>> rows) {
    blocks.add(new Block.Table(head, rows));
    return this;
  }
}
