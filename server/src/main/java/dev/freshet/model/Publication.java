package dev.freshet.model;

import org.jspecify.annotations.Nullable;

/**
 * One message of a channel, as every subscriber hears it.
 *
 * @param epoch the history's life the offset belongs to; empty without history
 * @param offset its place in the channel, from 1; 0 when the channel keeps no history
 * @param time when the broker took it, milliseconds since 1970
 * @param payload the body
 * @param event the event name, or null
 * @param conflationKey see {@link Draft#conflationKey()}
 */
public record Publication(
    String epoch,
    long offset,
    long time,
    Payload payload,
    @Nullable String event,
    @Nullable String conflationKey) {

  /** Gives a draft its place. */
  public static Publication of(Draft draft, String epoch, long offset, long time) {
    return new Publication(
        epoch, offset, time, draft.payload(), draft.event(), draft.conflationKey());
  }

  /** Whether history keeps it, so that a subscriber can resume after it. */
  public boolean hasPosition() {
    return offset > 0;
  }

  /** The position after hearing this publication; meaningful when {@link #hasPosition}. */
  public Position position() {
    return new Position(epoch, offset);
  }
}
