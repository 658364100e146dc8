package dev.freshet.redis.state;

import dev.freshet.model.ChannelName;

/**
 * Something of this node's share: how it is to be, and how Redis is known to have it. What changes
 * is guarded by the lock of the {@link Share}.
 */
sealed interface Change permits Tally, Seating {

  ChannelName channel();

  /** Whether Redis has to be told. */
  boolean isNeeded();

  /** Whether a call that tells Redis is under way. */
  boolean isUnderWay();

  /** Whether it neither is nor is to be, so that it need not be kept. */
  boolean isNothing();

  /** Whether Redis was told of it, and took it. */
  boolean isWritten();

  /** Adds the words of a call that tells Redis how it is to be; it is under way from now on. */
  void send(Batch batch);

  /** Adds the words of a call that tells Redis again what it has taken before. */
  void restore(Batch batch);

  /** A call failed, and whether Redis took it is not known. */
  void fail();

  /** A call was not taken. */
  void undo();

  /** Redis has nothing of it any more. */
  void forget();
}
