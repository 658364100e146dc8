package dev.freshet.model.app;

import java.time.Duration;

/**
 * How the channels that match a pattern behave.
 *
 * @param pattern the channels it is for
 * @param historySize how many publications are kept, 0 for none
 * @param historyTtl how long each is kept; positive
 * @param publish who may publish
 * @param subscribe who may subscribe
 * @param history who may read history over HTTP
 * @param slowReader what happens to a subscriber that cannot keep up
 */
public record ChannelRule(
    ChannelPattern pattern,
    int historySize,
    Duration historyTtl,
    Access publish,
    Access subscribe,
    Access history,
    SlowReader slowReader) {

  /** What holds where no rule of the app matches: no history, nothing open. */
  public static final ChannelRule CLOSED =
      new ChannelRule(
          ChannelPattern.ALL,
          0,
          Duration.ofMinutes(5),
          Access.SECRET,
          Access.TOKEN,
          Access.SECRET,
          SlowReader.CLOSE);

  /** Who may do this. */
  public Access access(Action action) {
    return switch (action) {
      case PUBLISH -> publish;
      case SUBSCRIBE -> subscribe;
      case HISTORY -> history;
    };
  }

  /** The same but for what is kept; 0 keeps nothing. */
  public ChannelRule keeping(int size, Duration ttl) {
    return size == historySize && ttl.equals(historyTtl)
        ? this
        : new ChannelRule(pattern, size, ttl, publish, subscribe, history, slowReader);
  }

  /** Whether publications get a position and can be resumed from. */
  public boolean keepsHistory() {
    return historySize > 0;
  }
}
