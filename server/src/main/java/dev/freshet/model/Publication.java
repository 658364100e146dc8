package dev.freshet.model;

import org.jspecify.annotations.Nullable;

/**
 * One message of a channel, as every subscriber hears it, or news of the channel itself.
 *
 * @param epoch the history's life the offset belongs to; empty without history
 * @param offset its place in the channel, from 1; 0 when the channel keeps no history; the version
 *     of the {@link Roster} when it is a notice of a member; the channel's newest when it is {@link
 *     Notice#LOST}
 * @param time when the broker took it, milliseconds since 1970
 * @param payload the body
 * @param event the event name, or null
 * @param conflationKey see {@link Draft#conflationKey()}
 * @param sender see {@link Draft#sender()}
 * @param notice what it is news of; null for a message
 */
public record Publication(
    String epoch,
    long offset,
    long time,
    Payload payload,
    @Nullable String event,
    @Nullable String conflationKey,
    @Nullable Sender sender,
    @Nullable Notice notice) {

  /** A message that everybody hears. */
  public Publication(
      String epoch,
      long offset,
      long time,
      Payload payload,
      @Nullable String event,
      @Nullable String conflationKey) {
    this(epoch, offset, time, payload, event, conflationKey, null, null);
  }

  /** News of a member. */
  public static Publication of(Notice notice, Member member, long version, long time) {
    return new Publication("", version, time, member.info(), member.id(), null, null, notice);
  }

  /** News of the channel as a whole. */
  public static Publication of(Notice notice, Payload payload, long time) {
    return new Publication("", 0, time, payload, null, null, null, notice);
  }

  /**
   * News that publications were lost.
   *
   * @param top the channel's newest position; null without history
   */
  public static Publication lost(@Nullable Position top, long time) {
    return new Publication(
        top == null ? "" : top.epoch(),
        top == null ? 0 : top.offset(),
        time,
        Payload.NULL,
        null,
        null,
        null,
        Notice.LOST);
  }

  /** Gives a draft its place. */
  public static Publication of(Draft draft, String epoch, long offset, long time) {
    return new Publication(
        epoch,
        offset,
        time,
        draft.payload(),
        draft.event(),
        draft.conflationKey(),
        draft.sender(),
        null);
  }

  /** Whether not every subscriber hears it as it is: a notice, or one with a sender. */
  public boolean isSelective() {
    return notice != null || sender != null;
  }

  /** Whether history keeps it, so that a subscriber can resume after it. */
  public boolean hasPosition() {
    return offset > 0 && notice == null;
  }

  /**
   * The position after hearing this publication; meaningful when {@link #hasPosition}, or when it
   * is {@link Notice#LOST} with an epoch.
   */
  public Position position() {
    return new Position(epoch, offset);
  }
}
