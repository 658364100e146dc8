package dev.freshet.model.app;

import java.time.Duration;
import java.util.List;

/**
 * The rules of an app in the order they are written; the first that matches holds.
 *
 * @param rules copied, so the list is immutable
 * @param cached patterns of the channels that keep their newest publication whatever their rule
 *     says; copied
 * @param cacheTtl how long these keep it when their rule keeps nothing; positive
 */
public record ChannelRules(
    List<ChannelRule> rules, List<ChannelPattern> cached, Duration cacheTtl) {

  /** Copies the lists. */
  public ChannelRules {
    rules = List.copyOf(rules);
    cached = List.copyOf(cached);
  }

  /** Rules of an app that caches nothing. */
  public ChannelRules(List<ChannelRule> rules) {
    this(rules, List.of(), Duration.ofMinutes(1));
  }

  /** The first rule whose pattern matches, or {@link ChannelRule#CLOSED}. */
  public ChannelRule match(String channel) {
    ChannelRule matching = ChannelRule.CLOSED;
    for (ChannelRule rule : rules) {
      if (rule.pattern().matches(channel)) {
        matching = rule;
        break;
      }
    }
    return matching.keepsHistory() || !isCached(channel) ? matching : matching.keeping(1, cacheTtl);
  }

  /** Whether a subscriber gets the newest publication of the channel first. */
  public boolean isCached(String channel) {
    for (ChannelPattern pattern : cached) {
      if (pattern.matches(channel)) {
        return true;
      }
    }
    return false;
  }
}
