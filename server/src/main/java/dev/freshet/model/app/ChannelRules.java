package dev.freshet.model;

import java.util.List;

/**
 * The rules of an app in the order they are written; the first that matches holds.
 *
 * @param rules copied, so the list is immutable
 */
public record ChannelRules(List<ChannelRule> rules) {

  /** Copies the list. */
  public ChannelRules {
    rules = List.copyOf(rules);
  }

  /** The first rule whose pattern matches, or {@link ChannelRule#CLOSED}. */
  public ChannelRule match(String channel) {
    for (ChannelRule rule : rules) {
      if (rule.pattern().matches(channel)) {
        return rule;
      }
    }
    return ChannelRule.CLOSED;
  }
}
