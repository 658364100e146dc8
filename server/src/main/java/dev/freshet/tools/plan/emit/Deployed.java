package dev.freshet.tools.plan.emit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of {@code deploy/}, of which parts are replaced. */
final class Deployed {
  private String text;

  private Deployed(String text) {
    this.text = text;
  }

  /** The file as the integration tests run it. */
  static Deployed file(String name) {
    try (InputStream in = Deployed.class.getResourceAsStream("/dev/freshet/deploy/" + name)) {
      if (in == null) {
        throw new IOException(name + " is not in the jar");
      }
      return new Deployed(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces what comes before the first of these lines. */
  Deployed head(String line, String head) {
    int at = text.indexOf("\n" + line + "\n");
    if (at < 0) {
      throw new IllegalStateException(line + " is not in a file of deploy");
    }
    text = head + text.substring(at);
    return this;
  }

  /** Replaces every match; there must be one. */
  Deployed replace(String pattern, String by) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException(pattern + " is not in a file of deploy");
    }
    text = matcher.replaceAll(Matcher.quoteReplacement(by));
    return this;
  }

  String text() {
    return text;
  }
}
