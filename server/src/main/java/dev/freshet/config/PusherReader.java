package dev.freshet.config;

import dev.freshet.config.kind.Quantity;
import dev.freshet.model.app.Access;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ChannelRules;
import dev.freshet.model.app.ClientEvents;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.SlowReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the section {@code pusher} of an app, and says what the prefixes of Pusher's channel names
 * mean for its rules.
 */
final class PusherReader {
  static final String SECTION = "pusher";
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final List<ChannelPattern> CACHED =
      AppsReader.patterns(
          List.of("cache-*", "private-cache-*", "presence-cache-*", "private-encrypted-cache-*"));

  /** Behind an app's own rules, so that whatever it says itself holds. */
  private static final List<ChannelRule> IMPLIED =
      List.of(
          implied("private-*", Access.TOKEN),
          implied("presence-*", Access.TOKEN),
          implied("#server-to-user-*", Access.TOKEN),
          implied("*", Access.OPEN));

  private PusherReader() {}

  private static ChannelRule implied(String pattern, Access subscribe) {
    return new ChannelRule(
        new ChannelPattern(pattern),
        0,
        Duration.ofMinutes(5),
        Access.SECRET,
        subscribe,
        Access.SECRET,
        SlowReader.CLOSE);
  }

  /**
   * Reads the section of an app.
   *
   * @param app the app's own section
   * @param id the app's id, empty when it has none
   */
  static ClientRules read(Section app, String id, Settings settings) {
    Section section = app.section(SECTION);
    var rules =
        new ClientRules(
            flag(section, AppField.PUSHER_ENABLED),
            section.choice(ClientEvents.class, AppField.PUSHER_CLIENT_EVENTS),
            flag(section, AppField.PUSHER_SUBSCRIPTION_COUNT),
            flag(section, AppField.PUSHER_WATCHLIST),
            (Duration) section.value(AppField.PUSHER_AUTHORIZE_WITHIN),
            (Duration) section.value(AppField.PUSHER_ACTIVITY_TIMEOUT),
            flag(section, AppField.PUSHER_STRICT_PROTOCOL),
            limits(section));
    section.finish();
    if (rules.enabled()) {
      check(app, id, section, rules, settings);
    }
    return rules;
  }

  private static ClientLimits limits(Section section) {
    return new ClientLimits(
        number(section, AppField.PUSHER_CHANNEL_NAME_LENGTH),
        number(section, AppField.PUSHER_EVENT_NAME_LENGTH),
        number(section, AppField.PUSHER_MESSAGE_BYTES),
        number(section, AppField.PUSHER_CHANNELS_PER_EVENT),
        number(section, AppField.PUSHER_BATCH_SIZE),
        number(section, AppField.PUSHER_MEMBERS),
        number(section, AppField.PUSHER_MEMBER_INFO_BYTES),
        number(section, AppField.PUSHER_USER_ID_LENGTH),
        number(section, AppField.PUSHER_CONNECTIONS_PER_USER),
        number(section, AppField.PUSHER_CLIENT_EVENT_RATE),
        number(section, AppField.PUSHER_WATCHLIST_LENGTH),
        (Duration) section.value(AppField.PUSHER_CACHE_TTL));
  }

  private static void check(
      Section app, String id, Section section, ClientRules rules, Settings settings) {
    if (!id.isEmpty() && !DIGITS.matcher(id).matches()) {
      app.fault(
          AppField.ID.key(),
          id,
          "digits only where pusher.enabled is true, because Pusher's SDKs take no other");
    }
    long most = settings.bytes(Setting.HTTP_BODY_MAX);
    if (rules.limits().messageBytes() > most) {
      section.fault(
          AppField.PUSHER_MESSAGE_BYTES.key(),
          Quantity.showBytes(rules.limits().messageBytes()),
          "at most http.body-max, which is " + settings.shown(Setting.HTTP_BODY_MAX));
    }
  }

  private static boolean flag(Section section, AppField field) {
    return (Boolean) section.value(field);
  }

  private static int number(Section section, AppField field) {
    return ((Number) section.value(field)).intValue();
  }

  /** The rules of an app's channels: its own, and behind them what the prefixes mean. */
  static ChannelRules channels(List<ChannelRule> own, ClientRules clients) {
    if (!clients.enabled()) {
      return new ChannelRules(own);
    }
    List<ChannelRule> all = new ArrayList<>(own);
    all.addAll(IMPLIED);
    return cached(all, clients);
  }

  /** Exactly these rules, and the channels that keep their newest publication. */
  static ChannelRules cached(List<ChannelRule> rules, ClientRules clients) {
    return new ChannelRules(rules, CACHED, clients.limits().cacheTtl());
  }

  /** The rules of development mode: every switch is on that lets somebody do more. */
  static ClientRules development() {
    return new ClientRules(
        true,
        ClientEvents.PRIVATE,
        true,
        true,
        Duration.ZERO,
        ClientRules.OFF.activityTimeout(),
        false,
        ClientLimits.DEFAULT);
  }

  /** The fields of the section, in the order of the table. */
  static Stream<AppField> fields() {
    return Stream.of(AppField.values()).filter(field -> field.path().startsWith(SECTION + "."));
  }
}
