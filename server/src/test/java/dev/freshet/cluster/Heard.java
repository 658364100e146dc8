package dev.freshet.cluster;

import dev.freshet.model.ChannelName;
import dev.freshet.model.Publication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that keeps what it hears. */
public final class Heard implements Broker.Receiver {

  /** One delivery. */
  public record Delivery(ChannelName channel, Publication publication) {}

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  @Override
  public void deliver(ChannelName channel, Publication publication) {
    deliveries.add(new Delivery(channel, publication));
  }

  /** The publications of a channel so far. */
  public List<Publication> on(ChannelName channel) {
    return deliveries.stream()
        .filter(delivery -> delivery.channel().equals(channel))
        .map(Delivery::publication)
        .toList();
  }

  /** How many deliveries there were so far. */
  public int count() {
    return deliveries.size();
  }
}
