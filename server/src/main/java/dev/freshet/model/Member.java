package dev.freshet.model;

/**
 * Somebody present on a channel, however many connections they have.
 *
 * @param id who, 1 to 200 characters
 * @param info what the application says of them: JSON, {@code null} when it says nothing
 */
public record Member(String id, Payload info) {

  /** Somebody of whom nothing is said. */
  public static Member of(String id) {
    return new Member(id, Payload.NULL);
  }
}
