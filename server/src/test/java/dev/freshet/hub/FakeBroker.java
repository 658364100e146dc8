package dev.freshet.hub;

import dev.freshet.cluster.Broker;
import dev.freshet.cluster.Health;
import dev.freshet.cluster.History;
import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.app.ChannelRule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker that carries nothing, notes who listens and answers what a test tells it to. */
public final class FakeBroker implements Broker {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private CompletionStage<Void> listening = CompletableFuture.completedFuture(null);
  private CompletionStage<Published> published =
      CompletableFuture.completedFuture(new Published(null, false));

  private List<Health> health = List.of();

  @Override
  public void start(Receiver receiver) {}

  @Override
  public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
    calls.add("publish " + channel);
    return published;
  }

  @Override
  public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
    calls.add("announce " + channel + " " + notice.notice());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> listen(ChannelName channel) {
    calls.add("listen " + channel);
    return listening;
  }

  @Override
  public void ignore(ChannelName channel) {
    calls.add("ignore " + channel);
  }

  @Override
  public History history() {
    throw new UnsupportedOperationException("no history here");
  }

  @Override
  public List<Health> health() {
    return health;
  }

  @Override
  public void close() {}

  /** What {@link #listen} answers from now on. */
  public void answerListen(CompletionStage<Void> answer) {
    listening = answer;
  }

  /** What {@link #publish} answers from now on. */
  public void answerPublish(CompletionStage<Published> answer) {
    published = answer;
  }

  /** What {@link #health} answers from now on. */
  public void answerHealth(List<Health> answer) {
    health = answer;
  }

  /** Everything that was asked of it, such as {@code listen app/chat}. */
  public List<String> calls() {
    return calls;
  }
}
