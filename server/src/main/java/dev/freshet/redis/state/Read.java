package dev.freshet.redis.state;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Roster;
import java.util.concurrent.CompletableFuture;

/** A question about a channel. */
sealed interface Read {

  ChannelName channel();

  /** The word of the script. */
  String word();

  /** It cannot be answered. */
  void fail(Throwable why);

  /** How many subscribers, or members. */
  record Total(String word, ChannelName channel, CompletableFuture<Integer> answer)
      implements Read {
    @Override
    public void fail(Throwable why) {
      answer.completeExceptionally(why);
    }
  }

  /** Which members. */
  record Members(ChannelName channel, CompletableFuture<Roster> answer) implements Read {
    @Override
    public String word() {
      return "r";
    }

    @Override
    public void fail(Throwable why) {
      answer.completeExceptionally(why);
    }
  }
}
