package dev.freshet.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of an app in the configuration file, under {@code apps:}. Its limits are not
 * here: they have the names and ranges of the settings {@code limits.*}.
 */
public enum AppField {
  ID("id", Forms.NAME, null, "What metrics and the names of its variables call the app; unique."),
  KEY("key", Forms.NAME, null, "The public name by which clients say which app they mean; unique."),
  SECRET(
      "secret",
      new Kind.Hidden(1_024),
      "",
      "What backends prove themselves with and tokens are signed with; better kept in the variable"
          + " FRESHET_APPS_<ID>_SECRET or a file of its own. One of the three is needed."),
  SECRET_FILE("secret-file", new Kind.FilePath(), "", "A file whose text is the secret."),
  ORIGINS(
      "origins",
      new Kind.Items(Forms.ORIGIN, 100),
      "",
      "The browser origins that may use the app; when it is not given, those of server.origins."),
  TOKENS_AUDIENCE(
      "tokens.audience",
      Forms.LINE,
      "",
      "What the claim aud of a token must contain; empty is no check."),
  TOKENS_ISSUER(
      "tokens.issuer", Forms.LINE, "", "What the claim iss of a token must be; empty is no check."),
  TOKENS_PUBLIC_KEYS(
      "tokens.public-keys",
      new Kind.Items(new Kind.Pem(), 100),
      "",
      "Public keys that sign tokens besides the secret."),
  TOKENS_JWKS(
      "tokens.jwks",
      Kind.Text.of("|https?://[^\\s]{1,2000}", "an http or https URL"),
      "",
      "Where a JSON Web Key Set with such keys is fetched from; use https."),
  CHANNELS_PATTERN(
      "channels.pattern",
      Kind.Text.of("\\S{1,200}", "1 to 200 characters without white space"),
      null,
      "The channels the rule is for: * stands for any run of characters. The first rule that"
          + " matches a channel holds; where none does, nothing is open and nothing is kept."),
  CHANNELS_HISTORY_SIZE(
      "channels.history-size",
      new Kind.Whole(0, 1_000_000),
      "0",
      "How many publications are kept; 0 keeps none."),
  CHANNELS_HISTORY_TTL(
      "channels.history-ttl",
      new Kind.Span(Duration.ofMillis(10), Duration.ofDays(365)),
      "5m",
      "How long each publication is kept."),
  CHANNELS_PUBLISH("channels.publish", Forms.ACCESS, "secret", "Who may publish."),
  CHANNELS_SUBSCRIBE("channels.subscribe", Forms.ACCESS, "token", "Who may subscribe."),
  CHANNELS_HISTORY(
      "channels.history", Forms.ACCESS, "secret", "Who may read the history over HTTP."),
  CHANNELS_SLOW_READER(
      "channels.slow-reader",
      Kind.OneOf.of("close", "drop-oldest", "conflate"),
      "close",
      "What happens to a subscriber that reads too slowly: it is closed and may resume, the oldest"
          + " publications that wait for it are dropped, or only the newest waits.");

  private final String path;

  // Every kind is a record of immutable parts.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Kind<?> kind;

  private final @Nullable String standard;
  private final String sentence;

  AppField(String path, Kind<?> kind, @Nullable String standard, String sentence) {
    this.path = path;
    this.kind = kind;
    this.standard = standard;
    this.sentence = sentence;
  }

  /** Where it stands within the app, such as {@code channels.pattern}. */
  public String path() {
    return path;
  }

  /** The last part of the path: the key in YAML. */
  public String key() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** What its value may be. */
  public Kind<?> kind() {
    return kind;
  }

  /** The text of the value it has when it is not given; null when it must be given. */
  public @Nullable String standard() {
    return standard;
  }

  /** What it does, in sentences. */
  public String sentence() {
    return sentence;
  }

  /** What several rows of the tables share; apart, because constants cannot use later ones. */
  static final class Forms {
    static final Kind<String> ORIGIN =
        Kind.Text.of(
            "\\*|null|[a-z*][a-z0-9+.*-]{0,15}://[^/\\s,]{1,180}",
            "* or an origin such as https://*.example.com");
    static final Kind<String> NAME =
        Kind.Text.of(
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
            "1 to 64 of A-Z a-z 0-9 _ . - from a letter or digit");
    static final Kind<String> LINE = Kind.Text.of("[^\\p{Cntrl}]{0,500}", "at most 500 characters");
    static final Kind<String> ACCESS = Kind.OneOf.of("open", "token", "secret");

    private Forms() {}
  }
}
