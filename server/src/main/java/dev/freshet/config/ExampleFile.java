package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import java.util.Locale;
import java.util.Objects;

/**
 * Writes a configuration file to start from. A line {@code #key: value} is a default; taking the
 * {@code #} away changes nothing.
 */
final class ExampleFile {
  private static final int WIDTH = 96;

  private final StringBuilder out = new StringBuilder();

  String print(String secret) {
    out.append(
        """
        # The configuration of a Freshet node. Check it with: freshet config check --config FILE
        # A line that starts with #key: is a default; take the # away to change it.

        """);
    apps(secret);
    String[] path = {};
    for (Setting setting : Setting.values()) {
      String[] parts = setting.key().split("\\.", -1);
      sections(path, parts);
      path = parts;
      int depth = parts.length - 1;
      comment(depth, setting.sentence());
      comment(depth, sentence(setting.kind()) + " " + setting.variable());
      standard(depth, parts[depth], setting.kind(), setting.standard());
    }
    return out.toString();
  }

  /** Opens the sections of a key that the key before it did not stand in. */
  private void sections(String[] before, String[] parts) {
    boolean same = true;
    for (int i = 0; i < parts.length - 1; i++) {
      same = same && i < before.length - 1 && before[i].equals(parts[i]);
      if (!same) {
        out.append(i == 0 ? "\n" : "");
        line(i, parts[i] + ":");
      }
    }
  }

  private void apps(String secret) {
    line(0, "apps:");
    given("  - ", AppField.ID, "\"1\"");
    given("    ", AppField.KEY, "my-app");
    given("    ", AppField.SECRET, secret);
    standard(AppField.SECRET_FILE, 2);
    standard(AppField.ORIGINS, 2);
    comment(2, "Bounds of this app; what is not given is as in the section limits below.");
    line(2, "limits:");
    for (Setting setting : Setting.values()) {
      if (setting.key().startsWith("limits.")
          && setting != Setting.LIMITS_CONNECTIONS_PER_ADDRESS
          && setting != Setting.LIMITS_CONNECT_RATE_PER_ADDRESS) {
        standard(3, setting.key().substring(7), setting.kind(), setting.standard());
      }
    }
    line(2, "tokens:");
    for (AppField field : AppField.values()) {
      if (field.path().startsWith("tokens.")) {
        standard(field, 3);
      }
    }
    line(2, PusherReader.SECTION + ":");
    PusherReader.fields().forEach(field -> standard(field, 3));
    webhooks();
    line(2, "channels:");
    given("      - ", AppField.CHANNELS_PATTERN, "\"*\"");
    for (AppField field : AppField.values()) {
      if (field.path().startsWith("channels.") && field != AppField.CHANNELS_PATTERN) {
        standard(field, 4);
      }
    }
  }

  private void webhooks() {
    comment(2, "Where the app's backend is told of what happens; at most 20 such as:");
    line(2, "#webhooks: []");
    String before = "  - ";
    for (AppField field : AppField.values()) {
      if (field.path().startsWith(WebhooksReader.SECTION + ".")) {
        comment(4, field.sentence());
        comment(4, sentence(field.kind()));
        String standard = Objects.requireNonNullElse(field.standard(), "https://backend.example");
        line(2, "#" + before + field.key() + ": " + shown(field.kind(), standard));
        before = "    ";
      }
    }
  }

  private void given(String indent, AppField field, String value) {
    comment(indent.length() / 2, field.sentence());
    out.append(indent).append(field.key()).append(": ").append(value).append('\n');
  }

  private void standard(AppField field, int depth) {
    comment(depth, field.sentence());
    comment(depth, sentence(field.kind()));
    standard(depth, field.key(), field.kind(), Objects.requireNonNullElse(field.standard(), ""));
  }

  private void standard(int depth, String key, Kind<?> kind, String standard) {
    line(depth, "#" + key + ": " + shown(kind, standard));
  }

  private static String shown(Kind<?> kind, String standard) {
    String none = kind instanceof Kind.Items ? "[]" : "\"\"";
    return standard.isEmpty() ? none : standard;
  }

  private static String sentence(Kind<?> kind) {
    String text = kind.expected();
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private void comment(int depth, String text) {
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && depth * 2 + line.length() + word.length() + 3 > WIDTH) {
        line(depth, "# " + line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    line(depth, "# " + line);
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
