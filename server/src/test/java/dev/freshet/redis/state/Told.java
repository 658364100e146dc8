package dev.freshet.redis.state;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Teller;
import dev.freshet.model.ChannelName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A teller that keeps what it is told, and is done with it at once, or when it is allowed to. */
final class Told implements Teller {
  private final List<Decision> decisions = new CopyOnWriteArrayList<>();
  private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
  volatile boolean stuck;
  volatile boolean unwanted;
  volatile int room = 1_000;

  @Override
  public boolean wantsOccupancy(ChannelName channel) {
    return !unwanted && !channel.isInternal();
  }

  @Override
  public boolean wantsMembers(ChannelName channel) {
    return wantsOccupancy(channel);
  }

  @Override
  public int room() {
    return room;
  }

  @Override
  public void tell(Decision decision, Runnable done) {
    decisions.add(decision);
    if (stuck) {
      waiting.add(done);
    } else {
      done.run();
    }
  }

  List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  /** As words, such as {@code OCCUPIED room} and {@code JOINED room ann}. */
  List<String> words() {
    return decisions.stream().map(Told::word).toList();
  }

  static String word(Decision decision) {
    String what = decision.kind() + " " + decision.channel().name();
    return decision.user() == null ? what : what + " " + decision.user();
  }
}
