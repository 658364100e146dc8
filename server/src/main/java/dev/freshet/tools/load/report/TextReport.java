package dev.freshet.tools.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as lines of text: names and figures, indented as they belong together. */
public final class TextReport {
  private static final int NAME_WIDTH = 28;
  private static final List<String> LEFT_OUT =
      List.of("timeline", "footprints", "form", "version", "commit", "started");

  private TextReport() {}

  /** The lines of a report. */
  public static List<String> lines(Map<String, Object> report) {
    var lines = new ArrayList<String>();
    report.forEach((name, value) -> {
      if (!LEFT_OUT.contains(name)) {
        add(lines, "", name, value);
      }
    });
    return lines;
  }

  private static void add(List<String> lines, String indent, String name, Object value) {
    switch (value) {
      case Map<?, ?> map when name.equals("verdict") ->
          lines.add(line(indent, name, String.valueOf(map.get("text"))));
      case Map<?, ?> map when isFlat(map) -> {
        if (!map.isEmpty()) {
          lines.add(line(indent, name, flat(map)));
        }
      }
      case Map<?, ?> map -> {
        lines.add(indent + name);
        map.forEach((key, each) -> add(lines, indent + "  ", String.valueOf(key), each));
      }
      case List<?> list -> addAll(lines, indent, name, list);
      default -> lines.add(line(indent, name, text(value)));
    }
  }

  private static void addAll(List<String> lines, String indent, String name, List<?> list) {
    for (Object each : list) {
      if (each instanceof Map<?, ?>) {
        lines.add("");
      }
      add(lines, indent, name, each);
    }
  }

  /** Whether a map is short enough for one line: numbers alone, and a few. */
  private static boolean isFlat(Map<?, ?> map) {
    return map.size() <= 7 && map.values().stream().allMatch(each -> each instanceof Number);
  }

  private static String flat(Map<?, ?> map) {
    var text = new StringBuilder();
    map.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(text(value)));
    return text.toString();
  }

  private static String line(String indent, String name, String value) {
    String start = indent + name;
    return start + " ".repeat(Math.max(1, NAME_WIDTH - start.length())) + value;
  }

  private static String text(Object value) {
    return switch (value) {
      case Long number -> String.format(Locale.ROOT, "%,d", number);
      case Integer number -> String.format(Locale.ROOT, "%,d", number);
      case Double number -> String.format(Locale.ROOT, "%,.3f", number).replaceFirst("\\.?0+$", "");
      default -> String.valueOf(value);
    };
  }
}
