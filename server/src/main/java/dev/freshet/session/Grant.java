package dev.freshet.session;

import dev.freshet.model.app.Action;
import dev.freshet.model.app.ChannelPattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bearer of verified credentials may do. Immutable; held by a connection for its life, so
 * it is small. To hear a channel includes resuming it, that is, hearing its kept past; reading
 * history over HTTP is granted apart.
 */
public final class Grant {
  /** Of a request without credentials: only what rules leave open. */
  public static final Grant NONE = new Grant(null, null, List.of(), List.of(), List.of());

  /** Of the app's secret: everything. */
  public static final Grant ALL = new Grant(null, null, List.of(), List.of(), List.of());

  private final @Nullable String user;
  private final @Nullable Instant expires;
  private final List<ChannelPattern> subscribe;
  private final List<ChannelPattern> publish;
  private final List<ChannelPattern> history;

  private Grant(
      @Nullable String user,
      @Nullable Instant expires,
      List<ChannelPattern> subscribe,
      List<ChannelPattern> publish,
      List<ChannelPattern> history) {
    this.user = user;
    this.expires = expires;
    this.subscribe = List.copyOf(subscribe);
    this.publish = List.copyOf(publish);
    this.history = List.copyOf(history);
  }

  /**
   * A grant by patterns.
   *
   * @param user who the bearer is, 1 to 200 characters; null when nobody said
   * @param expires when it ends, leeway included; null for never
   */
  public static Grant of(
      @Nullable String user,
      @Nullable Instant expires,
      List<ChannelPattern> subscribe,
      List<ChannelPattern> publish,
      List<ChannelPattern> history) {
    return new Grant(user, expires, subscribe, publish, history);
  }

  /** Whether the credentials cover this; what rules leave open or closed is not looked at. */
  public boolean allows(Action action, String channel) {
    return isSecret() || matches(patterns(action), channel);
  }

  /** Whether this is the grant of the app's secret. */
  public boolean isSecret() {
    return this == ALL;
  }

  /** Who the bearer is: the token's {@code sub}. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /**
   * When the credentials stop being taken, leeway included: a connection that lives on them should
   * end then, and one made anew with them just before is not ended at once.
   */
  public Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  /** What kind and how much, never who. */
  @Override
  public String toString() {
    if (this == NONE) {
      return "Grant[none]";
    }
    return isSecret()
        ? "Grant[all]"
        : "Grant[subscribe=%d, publish=%d, history=%d patterns]"
            .formatted(subscribe.size(), publish.size(), history.size());
  }

  private List<ChannelPattern> patterns(Action action) {
    return switch (action) {
      case SUBSCRIBE -> subscribe;
      case PUBLISH -> publish;
      case HISTORY -> history;
    };
  }

  private static boolean matches(List<ChannelPattern> patterns, String channel) {
    for (ChannelPattern pattern : patterns) {
      if (pattern.matches(channel)) {
        return true;
      }
    }
    return false;
  }
}
