package dev.freshet.bench.jmh;

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

/** A broker that lets everybody listen and carries nothing: the benchmark delivers by itself. */
final class SilentBroker implements Broker {
  @Override
  public void start(Receiver receiver) {}

  @Override
  public CompletionStage<Published> publish(ChannelName channel, Draft draft, ChannelRule rule) {
    throw new UnsupportedOperationException("nothing is published here");
  }

  @Override
  public CompletionStage<Void> announce(ChannelName channel, Publication notice) {
    throw new UnsupportedOperationException("nothing is announced here");
  }

  @Override
  public CompletionStage<Void> listen(ChannelName channel) {
    return CompletableFuture.allOf();
  }

  @Override
  public void ignore(ChannelName channel) {}

  @Override
  public History history() {
    throw new UnsupportedOperationException("nothing is kept here");
  }

  @Override
  public List<Health> health() {
    return List.of();
  }

  @Override
  public void close() {}
}
