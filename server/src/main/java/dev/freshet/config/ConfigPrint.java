package dev.freshet.config;

import dev.freshet.config.kind.Kind;
import dev.freshet.config.kind.Quantity;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.model.app.ChannelRule;
import dev.freshet.model.app.ClientLimits;
import dev.freshet.model.app.ClientRules;
import dev.freshet.model.app.Limits;
import dev.freshet.model.app.Webhook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a configuration with where its values come from; secrets are masked. */
public final class ConfigPrint {
  private ConfigPrint() {}

  /** The settings as rows of {@code key}, {@code value} and {@code source}, for JSON. */
  public static List<Map<String, Object>> settings(Config config) {
    var rows = new ArrayList<Map<String, Object>>();
    for (Setting setting : Setting.values()) {
      var row = new LinkedHashMap<String, Object>();
      row.put("key", setting.key());
      row.put("value", config.settings().shown(setting));
      row.put("source", config.settings().source(setting).toString());
      rows.add(row);
    }
    return rows;
  }

  /** The apps as nested maps and lists of texts and numbers, for JSON. */
  public static List<Map<String, Object>> apps(Config config) {
    var rows = new ArrayList<Map<String, Object>>();
    for (App app : config.apps()) {
      var row = new LinkedHashMap<String, Object>();
      row.put("id", app.id());
      row.put("key", app.key());
      row.put("secret", Fault.MASK);
      row.put("origins", app.origins().stream().map(ChannelPattern::text).toList());
      row.put("limits", limits(app.limits()));
      row.put("tokens", tokens(app));
      row.put(PusherReader.SECTION, clients(app.clients()));
      row.put(WebhooksReader.SECTION, app.webhooks().stream().map(ConfigPrint::webhook).toList());
      row.put("channels", app.rules().rules().stream().map(ConfigPrint::rule).toList());
      rows.add(row);
    }
    return rows;
  }

  /** Everything for a terminal: a line a value. */
  public static String text(Config config) {
    var out = new StringBuilder();
    for (Map<String, Object> row : settings(config)) {
      out.append("%s: %s  (%s)\n".formatted(row.get("key"), row.get("value"), row.get("source")));
    }
    int index = 0;
    for (Map<String, Object> app : apps(config)) {
      flat("apps[" + index++ + "]", app, out);
    }
    return out.toString();
  }

  private static void flat(String path, Object value, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, inner) -> flat(path + "." + key, inner, out));
      case List<?> list when !list.isEmpty() -> {
        for (int i = 0; i < list.size(); i++) {
          flat(path + "[" + i + "]", list.get(i), out);
        }
      }
      case List<?> _ -> out.append(path).append(": []\n");
      default -> out.append(path).append(": ").append(value).append('\n');
    }
  }

  private static Map<String, Object> limits(Limits limits) {
    var row = new LinkedHashMap<String, Object>();
    row.put("connections", limits.connections());
    row.put("cluster-connections", limits.clusterConnections());
    row.put("connect-rate", limits.connectRate());
    row.put("channels-per-connection", limits.channelsPerConnection());
    row.put("message-bytes", limits.messageBytes());
    row.put("batch-size", limits.batchSize());
    row.put("publish-rate", limits.publishRate());
    row.put("client-rate", limits.clientRate());
    row.put("queued-bytes", limits.queuedBytes());
    return row;
  }

  private static Map<String, Object> tokens(App app) {
    var row = new LinkedHashMap<String, Object>();
    row.put("audience", app.tokens().audience().orElse(""));
    row.put("issuer", app.tokens().issuer().orElse(""));
    row.put("public-keys", app.tokens().publicKeys().size());
    row.put("jwks", app.tokens().jwks().map(Object::toString).orElse(""));
    return row;
  }

  private static Map<String, Object> clients(ClientRules rules) {
    ClientLimits limits = rules.limits();
    var row = new LinkedHashMap<String, Object>();
    row.put("enabled", rules.enabled());
    row.put("client-events", word(rules.clientEvents()));
    row.put("subscription-count", rules.subscriptionCount());
    row.put("watchlist", rules.watchlist());
    row.put("authorize-within", Quantity.showDuration(rules.authorizeWithin()));
    row.put("activity-timeout", Quantity.showDuration(rules.activityTimeout()));
    row.put("strict-protocol", rules.strictProtocol());
    row.put("channel-name-length", limits.channelNameLength());
    row.put("event-name-length", limits.eventNameLength());
    row.put("message-bytes", limits.messageBytes());
    row.put("channels-per-event", limits.channelsPerEvent());
    row.put("batch-size", limits.batchSize());
    row.put("members", limits.members());
    row.put("member-info-bytes", limits.memberInfoBytes());
    row.put("user-id-length", limits.userIdLength());
    row.put("connections-per-user", limits.connectionsPerUser());
    row.put("client-event-rate", limits.clientEventRate());
    row.put("watchlist-length", limits.watchlist());
    row.put("cache-ttl", Quantity.showDuration(limits.cacheTtl()));
    return row;
  }

  private static Map<String, Object> webhook(Webhook webhook) {
    var row = new LinkedHashMap<String, Object>();
    row.put("url", new Kind.Address(Integer.MAX_VALUE).show(webhook.url()));
    row.put("events", webhook.events().stream().sorted().map(AppField.Forms::word).toList());
    row.put("channel-prefix", webhook.channelPrefix());
    row.put("batch", webhook.batch());
    return row;
  }

  private static Map<String, Object> rule(ChannelRule rule) {
    var row = new LinkedHashMap<String, Object>();
    row.put("pattern", rule.pattern().text());
    row.put("history-size", rule.historySize());
    row.put("history-ttl", Quantity.showDuration(rule.historyTtl()));
    row.put("publish", word(rule.publish()));
    row.put("subscribe", word(rule.subscribe()));
    row.put("history", word(rule.history()));
    row.put("slow-reader", word(rule.slowReader()));
    return row;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
