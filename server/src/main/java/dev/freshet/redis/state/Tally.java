package dev.freshet.redis.state;

import dev.freshet.model.ChannelName;

/** How many subscribers this node has on a channel. */
final class Tally implements Change {
  private final ChannelName channel;
  private int wanted;
  private int written;
  private int sent;
  private boolean unsure;
  private boolean underWay;

  Tally(ChannelName channel) {
    this.channel = channel;
  }

  @Override
  public ChannelName channel() {
    return channel;
  }

  void want(int subscribers) {
    wanted = subscribers;
  }

  @Override
  public boolean isNeeded() {
    return unsure || wanted != written;
  }

  @Override
  public boolean isUnderWay() {
    return underWay;
  }

  @Override
  public boolean isNothing() {
    return wanted == 0 && written == 0 && !unsure && !underWay;
  }

  @Override
  public boolean isWritten() {
    return written > 0;
  }

  @Override
  public void send(Batch batch) {
    sent = wanted;
    underWay = true;
    batch.set(this, sent);
  }

  @Override
  public void restore(Batch batch) {
    sent = written;
    underWay = true;
    batch.set(this, sent);
  }

  @Override
  public void fail() {
    unsure = true;
    underWay = false;
  }

  @Override
  public void undo() {
    underWay = false;
  }

  @Override
  public void forget() {
    written = 0;
    unsure = false;
  }

  /** Redis is known to have so many of this node's. */
  void read(int subscribers) {
    written = subscribers;
    unsure = false;
  }

  /**
   * Redis took it.
   *
   * @param had what it had before of this node's
   * @return by how many the channel has more than this node was told before; not what the call
   *     changed when an earlier one did, whose answer was lost
   */
  int taken(int had) {
    int change = unsure && had == sent ? sent - written : sent - had;
    written = sent;
    unsure = false;
    underWay = false;
    return change;
  }
}
