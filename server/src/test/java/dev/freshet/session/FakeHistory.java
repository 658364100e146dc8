package dev.freshet.session;

import dev.freshet.cluster.History;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Position;
import dev.freshet.model.app.ChannelRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A history that answers when a test says so, and notes what it was asked. */
final class FakeHistory implements History {
  private final List<String> asked = new ArrayList<>();
  private Function<ChannelName, CompletionStage<Page>> answer =
      channel -> new CompletableFuture<>();

  @Override
  public CompletionStage<Page> read(
      ChannelName channel, ChannelRule rule, @Nullable Position since, int limit, boolean reverse) {
    asked.add("%s since %s limit %d%s".formatted(channel, since, limit, reverse ? " back" : ""));
    return answer.apply(channel);
  }

  void answer(Function<ChannelName, CompletionStage<Page>> next) {
    answer = next;
  }

  /** Answers every channel at once with this page. */
  void answer(Page page) {
    answer = channel -> CompletableFuture.completedFuture(page);
  }

  List<String> asked() {
    return asked;
  }
}
