package dev.freshet.tools.plan.report;

import dev.freshet.tools.chart.Html;
import java.util.ArrayList;
import java.util.List;

/** Writes a document: for a terminal, as Markdown, as the body of a page. */
public final class Writers {
  private static final int WIDTH = 100;

  /** What the last column of a table gets at least. */
  private static final int LEAST = 36;

  private Writers() {}

  /** Lines for a terminal, at most 100 columns wide where tables allow it; no colours. */
  public static List<String> text(Document document) {
    var lines = new ArrayList<String>();
    lines.add(document.title());
    lines.add("=".repeat(document.title().length()));
    for (Block block : document.blocks()) {
      lines.add("");
      switch (block) {
        case Block.Heading heading -> {
          lines.add(heading.text());
          lines.add("-".repeat(heading.text().length()));
        }
        case Block.Paragraph paragraph -> wrap(lines, "", "", paragraph.text());
        case Block.Bullets bullets ->
            bullets.items().forEach(item -> wrap(lines, "- ", "  ", item));
        case Block.Table table -> rows(lines, table);
      }
    }
    return withoutDoubleBlanks(lines);
  }

  /** A heading is followed by what it heads, without a blank line. */
  private static List<String> withoutDoubleBlanks(List<String> lines) {
    var all = new ArrayList<String>();
    for (String line : lines) {
      boolean afterRule = !all.isEmpty() && all.getLast().matches("-+");
      if (!(line.isEmpty() && afterRule)) {
        all.add(line);
      }
    }
    return all;
  }

  private static void wrap(List<String> lines, String first, String next, String text) {
    wrap(lines, first, next, text, WIDTH);
  }

  private static void wrap(List<String> lines, String first, String next, String text, int width) {
    var line = new StringBuilder(first);
    boolean begun = false;
    for (String word : text.split(" ", -1)) {
      if (begun && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(next);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(line.toString());
  }

  private static void rows(List<String> lines, Block.Table table) {
    int columns = table.head().size();
    int[] widths = new int[columns];
    int left = WIDTH;
    for (int i = 0; i < columns; i++) {
      widths[i] = table.name(i).length();
      for (List<String> row : table.rows()) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
      left -= i < columns - 1 ? widths[i] + 2 : 2;
    }
    var head = new ArrayList<String>();
    for (int i = 0; i < columns; i++) {
      head.add(table.name(i));
    }
    lines.add(row(table, head, widths));
    for (List<String> each : table.rows()) {
      wrapLast(lines, table, each, widths, Math.max(left, LEAST));
    }
  }

  /** The last column goes on in further lines when it is too long and not of numbers. */
  private static void wrapLast(
      List<String> lines, Block.Table table, List<String> cells, int[] widths, int left) {
    int last = cells.size() - 1;
    if (table.isNumber(last) || cells.get(last).length() <= left) {
      lines.add(row(table, cells, widths));
      return;
    }
    var parts = new ArrayList<String>();
    wrap(parts, "", "", cells.get(last), left);
    for (int i = 0; i < parts.size(); i++) {
      var line = new ArrayList<String>();
      for (int column = 0; column < last; column++) {
        line.add(i == 0 ? cells.get(column) : "");
      }
      line.add(parts.get(i));
      lines.add(row(table, line, widths));
    }
  }

  private static String row(Block.Table table, List<String> cells, int[] widths) {
    var line = new StringBuilder(" ");
    for (int i = 0; i < cells.size(); i++) {
      String space = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
      line.append(' ')
          .append(table.isNumber(i) ? space + cells.get(i) : cells.get(i) + space)
          .append(' ');
    }
    return line.toString().stripTrailing();
  }

  /** Markdown as GitHub reads it. */
  public static List<String> markdown(Document document) {
    var lines = new ArrayList<String>();
    lines.add("# " + cell(document.title()));
    for (Block block : document.blocks()) {
      lines.add("");
      switch (block) {
        case Block.Heading heading -> lines.add("## " + cell(heading.text()));
        case Block.Paragraph paragraph -> lines.add(cell(paragraph.text()));
        case Block.Bullets bullets -> bullets.items().forEach(item -> lines.add("- " + cell(item)));
        case Block.Table table -> markdown(lines, table);
      }
    }
    return lines;
  }

  private static void markdown(List<String> lines, Block.Table table) {
    var head = new StringBuilder("|");
    var rule = new StringBuilder("|");
    for (int i = 0; i < table.head().size(); i++) {
      head.append(' ').append(cell(table.name(i))).append(" |");
      rule.append(table.isNumber(i) ? "---:|" : "---|");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    for (List<String> row : table.rows()) {
      var line = new StringBuilder("|");
      row.forEach(each -> line.append(' ').append(cell(each)).append(" |"));
      lines.add(line.toString());
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  /** What stands in the body of a page, without the title. */
  public static String html(List<Block> blocks) {
    var body = new StringBuilder();
    for (Block block : blocks) {
      switch (block) {
        case Block.Heading heading ->
            body.append("<h2>").append(Html.escape(heading.text())).append("</h2>\n");
        case Block.Paragraph paragraph ->
            body.append("<p>").append(Html.escape(paragraph.text())).append("</p>\n");
        case Block.Bullets bullets -> {
          body.append("<ul>\n");
          bullets
              .items()
              .forEach(item -> body.append("<li>").append(Html.escape(item)).append("</li>\n"));
          body.append("</ul>\n");
        }
        case Block.Table table -> html(body, table);
      }
    }
    return body.toString();
  }

  private static void html(StringBuilder body, Block.Table table) {
    body.append("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
    for (int i = 0; i < table.head().size(); i++) {
      body.append(table.isNumber(i) ? "<th class=\"number\" scope=\"col\">" : "<th scope=\"col\">")
          .append(Html.escape(table.name(i)))
          .append("</th>");
    }
    body.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      body.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        body.append(table.isNumber(i) ? "<td class=\"number\">" : "<td>")
            .append(Html.escape(row.get(i)))
            .append("</td>");
      }
      body.append("</tr>\n");
    }
    body.append("</tbody></table></div>\n");
  }
}
