package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Draft;
import dev.freshet.model.Publication;
import dev.freshet.model.Published;
import dev.freshet.model.app.ChannelRule;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A broker whose answers come when a test lets them, and whose parts do as a test says. */
public final class LaterBroker implements Broker {
  /** What its answers to listening wait for. */
  public final Later listens = new Later();

  /** What its answers to publishers wait for. */
  public final Later publishes = new Later();

  /** What its answers to readers of history wait for. */
  public final Later reads = new Later();

  private final Broker broker;
  private List<Health> health = List.of();

  /** Around this one. */
  public LaterBroker(Broker broker) {
    this.broker = broker;
  }

  @Override
  public void start(Receiver receiver) {
    broker.start(receiver);
  }

  @Override
  public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
    return publishes.call(() -> broker.publish(channel, draft, rule));
  }

  @Override
  public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
    return publishes.call(() -> broker.announce(channel, notice));
  }

  @Override
  public CompletionStage<Void> listen(ChannelName channel) {
    return listens.call(() -> broker.listen(channel));
  }

  @Override
  public void ignore(ChannelName channel) {
    broker.ignore(channel);
  }

  @Override
  public History history() {
    return (channel, rule, since, limit, reverse) ->
        reads.call(() -> broker.history().read(channel, rule, since, limit, reverse));
  }

  @Override
  public List<Health> health() {
    return health;
  }

  /** What {@link #health} answers from now on. */
  public void health(Health... parts) {
    health = List.of(parts);
  }

  @Override
  public void close() {
    broker.close();
  }
}
