package dev.freshet.config;

import static dev.freshet.config.kind.Kind.bytes;
import static dev.freshet.config.kind.Kind.span;
import static dev.freshet.config.kind.Kind.whole;

import dev.freshet.config.kind.Kind;
import dev.freshet.config.kind.Pem;
import dev.freshet.model.ChannelName;
import dev.freshet.model.app.WebhookEvent;
import java.util.Locale;
import java.util.stream.Stream;
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
      new Kind.Hidden(1, 1_024, false),
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
      new Kind.Items(new Pem(), 100),
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
      whole(0, 1_000_000),
      "0",
      "How many publications are kept; 0 keeps none."),
  CHANNELS_HISTORY_TTL(
      "channels.history-ttl", span("10ms", "365d"), "5m", "How long each publication is kept."),
  CHANNELS_PUBLISH("channels.publish", Forms.ACCESS, "secret", "Who may publish."),
  CHANNELS_SUBSCRIBE("channels.subscribe", Forms.ACCESS, "token", "Who may subscribe."),
  CHANNELS_HISTORY(
      "channels.history", Forms.ACCESS, "secret", "Who may read the history over HTTP."),
  CHANNELS_SLOW_READER(
      "channels.slow-reader",
      Kind.OneOf.of("close", "drop-oldest", "conflate"),
      "close",
      "What happens to a subscriber that reads too slowly: it is closed and may resume, the oldest"
          + " publications that wait for it are dropped, or only the newest waits."),
  PUSHER_ENABLED(
      "pusher.enabled",
      new Kind.Flag(),
      "false",
      "Whether the app is open to Pusher's clients and SDKs. Its id must be digits then. Rules for"
          + " their channels follow its own: private-*, presence-* and #server-to-user-* need a"
          + " signature or token to be heard, all others are open, publishing needs the secret."),
  PUSHER_CLIENT_EVENTS(
      "pusher.client-events",
      Kind.OneOf.of("off", "private", "all"),
      "off",
      "Where subscribers may send events to each other: nowhere, on private and presence channels,"
          + " or on every channel they are subscribed to."),
  PUSHER_SUBSCRIPTION_COUNT(
      "pusher.subscription-count",
      new Kind.Flag(),
      "false",
      "Whether subscribers are told how many they are; presence channels tell their members"
          + " anyway."),
  PUSHER_WATCHLIST(
      "pusher.watchlist",
      new Kind.Flag(),
      "false",
      "Whether a signed-in user may watch when other users come and go."),
  PUSHER_AUTHORIZE_WITHIN(
      "pusher.authorize-within",
      span("0s", "1h"),
      "0s",
      "How soon a connection must have signed in or joined a private or presence channel; 0s is"
          + " never."),
  PUSHER_ACTIVITY_TIMEOUT(
      "pusher.activity-timeout",
      span("10s", "1h"),
      "120s",
      "How long a connection may be silent before it is asked whether it is alive; clients are told"
          + " to do the same."),
  PUSHER_STRICT_PROTOCOL(
      "pusher.strict-protocol",
      new Kind.Flag(),
      "false",
      "Whether clients are refused that do not say which version of the protocol they speak."),
  PUSHER_CHANNEL_NAME_LENGTH(
      "pusher.channel-name-length",
      whole(1, ChannelName.MAX_LENGTH),
      "164",
      "The longest channel name, in characters."),
  PUSHER_EVENT_NAME_LENGTH(
      "pusher.event-name-length", whole(1, 1_000), "200", "The longest event name, in characters."),
  PUSHER_MESSAGE_BYTES(
      "pusher.message-bytes",
      bytes("1", "16MiB"),
      "10KiB",
      "The largest data of one event, whatever limits.message-bytes says."),
  PUSHER_CHANNELS_PER_EVENT(
      "pusher.channels-per-event",
      whole(1, 10_000),
      "100",
      "How many channels one request may send an event to."),
  PUSHER_BATCH_SIZE(
      "pusher.batch-size", whole(1, 10_000), "10", "How many events one batch may hold."),
  PUSHER_MEMBERS(
      "pusher.members", whole(1, 100_000), "100", "How many members a presence channel may have."),
  PUSHER_MEMBER_INFO_BYTES(
      "pusher.member-info-bytes", bytes("2", "1MiB"), "1KiB", "The largest user_info of a member."),
  PUSHER_USER_ID_LENGTH(
      "pusher.user-id-length", whole(1, 200), "128", "The longest user id, in characters."),
  PUSHER_CONNECTIONS_PER_USER(
      "pusher.connections-per-user",
      whole(0, 1_000_000),
      "0",
      "How many connections may be signed in as one user, on all nodes together; 0 is no bound."),
  PUSHER_CLIENT_EVENT_RATE(
      "pusher.client-event-rate",
      whole(1, 100_000),
      "10",
      "How many client events a second one connection may send."),
  PUSHER_WATCHLIST_LENGTH(
      "pusher.watchlist-length",
      whole(1, 10_000),
      "100",
      "How many users one connection may watch."),
  PUSHER_CACHE_TTL(
      "pusher.cache-ttl",
      span("1s", "365d"),
      "30m",
      "How long a cache channel keeps its newest event."),
  WEBHOOKS_URL(
      "webhooks.url",
      new Kind.Address(2_000),
      null,
      "Where the app's backend is told of what happens on its channels."),
  WEBHOOKS_EVENTS(
      "webhooks.events",
      new Kind.Items(Forms.EVENT, WebhookEvent.values().length),
      "",
      "What it is told of; empty is everything."),
  WEBHOOKS_CHANNEL_PREFIX(
      "webhooks.channel-prefix",
      Kind.Text.of("\\S{0,200}", "at most 200 characters without white space"),
      "",
      "Only channels whose names start with it; empty is all."),
  WEBHOOKS_BATCH(
      "webhooks.batch",
      new Kind.Flag(),
      "false",
      "Whether several events that wait may come in one request.");

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
    static final Kind<String> EVENT =
        Kind.OneOf.of(Stream.of(WebhookEvent.values()).map(Forms::word).toArray(String[]::new));

    /** The word in the file for a constant, which webhooks use as well. */
    static String word(WebhookEvent event) {
      return event.name().toLowerCase(Locale.ROOT);
    }

    private Forms() {}
  }
}
