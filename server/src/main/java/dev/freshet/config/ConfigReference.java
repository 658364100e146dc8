package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Prints the tables of settings for people and for programs. */
public final class ConfigReference {
  private static final String APP_PREFIX = "apps[].";

  /**
   * A row of either table.
   *
   * @param key the dotted key; of an app's field {@code apps[].…}
   * @param variable the variable, empty when there is none
   * @param type one word, see {@link Kind#name}
   * @param expected what its value may be
   * @param standard the default, empty for none
   * @param reloads whether SIGHUP takes a new value
   * @param sentence what it does
   */
  private record Row(
      String key,
      String variable,
      String type,
      String expected,
      String standard,
      boolean reloads,
      String sentence) {

    static Row of(Setting s) {
      return new Row(
          s.key(),
          s.variable(),
          s.kind().name(),
          s.kind().expected(),
          s.standard(),
          s.reloads(),
          s.sentence());
    }

    static Row of(AppField f) {
      String variable = f == AppField.SECRET ? "FRESHET_APPS_<ID>_SECRET" : "";
      String standard = Objects.requireNonNullElse(f.standard(), "");
      String path = f.path().replaceFirst("^(channels|webhooks)\\.", "$1[].");
      return new Row(
          APP_PREFIX + path,
          variable,
          f.kind().name(),
          f.kind().expected(),
          standard,
          true,
          f.sentence());
    }

    String section() {
      return key.substring(0, key.indexOf('.'));
    }
  }

  private ConfigReference() {}

  private static List<Row> table() {
    return Stream.concat(
            Stream.of(Setting.values()).map(Row::of), Stream.of(AppField.values()).map(Row::of))
        .toList();
  }

  /** Both tables as rows of texts and booleans, ready to be written as JSON. */
  public static List<Map<String, Object>> rows() {
    var rows = new ArrayList<Map<String, Object>>();
    for (Row row : table()) {
      var map = new LinkedHashMap<String, Object>();
      map.put("key", row.key);
      map.put("variable", row.variable);
      map.put("type", row.type);
      map.put("expected", row.expected);
      map.put("default", row.standard);
      map.put("reloads", row.reloads);
      map.put("meaning", row.sentence);
      rows.add(map);
    }
    return rows;
  }

  /** Both tables for a terminal. */
  public static String text() {
    var out = new StringBuilder();
    for (Row row : table()) {
      out.append(row.key);
      if (!row.standard.isEmpty()) {
        out.append(" = ").append(row.standard);
      }
      out.append(row.reloads ? "  (reloads)" : "").append('\n');
      out.append("    ").append(row.sentence).append('\n');
      out.append("    Takes ").append(row.expected).append(".");
      if (!row.variable.isEmpty()) {
        out.append(' ').append(row.variable);
      }
      out.append("\n\n");
    }
    return out.toString();
  }

  /** The reference page. */
  public static String markdown() {
    var out = new StringBuilder(INTRODUCTION);
    String section = "";
    for (Row row : table()) {
      if (!row.section().equals(section)) {
        section = row.section();
        out.append(section.startsWith("apps") ? APPS : "\n## " + section + "\n\n").append(HEAD);
      }
      out.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  row.key,
                  row.standard.isEmpty() ? "" : "`" + row.standard + "`",
                  row.expected.replace("|", "\\|").replace("*", "\\*"),
                  row.reloads ? "yes" : "",
                  row.sentence.replace("*", "\\*").replace("<", "\\<")));
    }
    return out.toString();
  }

  private static final String HEAD =
      """
      | key | default | takes | reloads | meaning |
      |---|---|---|---|---|
      """;

  private static final String INTRODUCTION =
      """
      # Settings

      Printed from the tables in `dev.freshet.config`; a test keeps this page true.

      Every setting `a.b-c` is `a: {b-c: …}` in the configuration file, the variable
      `FRESHET_A_B_C` in the environment, and a flag wins over both. A list is a sequence in the
      file and separated by commas elsewhere. Bytes take a unit (`KiB`, `MiB`, `GiB` are powers of
      1024; `KB`, `MB`, `GB` of 1000) or none; a duration always has one (`ms`, `s`, `m`, `h`, `d`).
      A relative path in the file is meant from the file's directory.

      `freshet config check` tells everything that is wrong at once, `freshet config print` where
      each value comes from, and `freshet config reference --format yaml` a file to start from.
      SIGHUP reads the file again: what reloads is taken without dropping a connection, of the rest
      the log says that it needs a restart.

      Variables that Kubernetes sets for a service named `freshet` (`FRESHET_SERVICE_HOST`,
      `FRESHET_PORT=tcp://…` and the like) are no settings and are passed over.
      """;

  private static final String APPS =
      """

      ## apps

      A sequence in the file, one entry an app; at least one, at most 10,000, each with at most
      1,000 channel rules and 20 webhooks. An app may also give `limits:` of its own: the same names
      and ranges as `limits.*` above, which are the defaults, but for
      `limits.connections-per-address`, which is the node's. Apps always reload.

      """;

  /**
   * A complete configuration file: one app, in which nothing is open, and every setting as a
   * comment with its default.
   *
   * @param secret of the app
   */
  public static String example(String secret) {
    return new ExampleFile().print(secret);
  }
}
