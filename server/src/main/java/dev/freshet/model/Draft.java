package dev.freshet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher hands in, before the broker gives it a place.
 *
 * @param payload the body
 * @param event the event name subscribers see, or null
 * @param conflationKey what a slow reader whose policy is to conflate keeps the newest of, or null
 *     for the whole channel
 * @param idempotencyKey a second publication with the same key on the same channel within the
 *     broker's window is not delivered and answers the position of the first; null for none
 * @param ttl how long history keeps it, at most the rule's own; null for the rule's
 * @param sender whose connection does not hear it; null when all do
 */
public record Draft(
    Payload payload,
    @Nullable String event,
    @Nullable String conflationKey,
    @Nullable String idempotencyKey,
    @Nullable Duration ttl,
    @Nullable Sender sender) {

  /** One that everybody hears. */
  public Draft(
      Payload payload,
      @Nullable String event,
      @Nullable String conflationKey,
      @Nullable String idempotencyKey,
      @Nullable Duration ttl) {
    this(payload, event, conflationKey, idempotencyKey, ttl, null);
  }

  /** The longest event name, conflation key or idempotency key in UTF-16 units. */
  public static final int MAX_LABEL = 200;

  /** The same from somebody who does not hear it. */
  public Draft by(Sender from) {
    return new Draft(payload, event, conflationKey, idempotencyKey, ttl, from);
  }

  /** A body and nothing else. */
  public static Draft of(Payload payload) {
    return new Draft(payload, null, null, null, null);
  }

  /**
   * Whether a text may be an event name, conflation key or idempotency key: 1 to {@value
   * #MAX_LABEL} characters, none of them a control character (a line break in an event name would
   * end the field of a Server-Sent Event) or half a surrogate pair.
   */
  public static boolean isLabel(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LABEL
        && text.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
