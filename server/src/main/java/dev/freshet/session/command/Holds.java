package dev.freshet.session.command;

import dev.freshet.hub.Subscription;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels a client hears: an array just as long as needed, for nearly all clients hear a
 * handful. Owned by the session's loop.
 */
final class Holds {
  private static final Hold[] NONE = {};

  private Hold[] all = NONE;

  int size() {
    return all.length;
  }

  @Nullable Hold find(String channel) {
    for (Hold hold : all) {
      if (hold.channel().name().equals(channel)) {
        return hold;
      }
    }
    return null;
  }

  @Nullable Hold find(Subscription subscription) {
    for (Hold hold : all) {
      if (hold.subscription == subscription) {
        return hold;
      }
    }
    return null;
  }

  boolean has(Hold hold) {
    return find(hold.subscription) != null;
  }

  void add(Hold hold) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = hold;
  }

  void remove(Hold hold) {
    all = Arrays.stream(all).filter(each -> each != hold).toArray(Hold[]::new);
  }

  /** Each, in the order they were added. */
  List<Hold> all() {
    return List.of(all);
  }

  /** Forgets all, handing over each. */
  void clear(Consumer<Hold> each) {
    Hold[] cleared = all;
    all = NONE;
    for (Hold hold : cleared) {
      each.accept(hold);
    }
  }
}
