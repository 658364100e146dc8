package dev.freshet.model;

/**
 * Somebody present on a channel, however many connections they have.
 *
 * @param id who, 1 to 200 characters
 * @param info what the application says of them
 */
public record Member(String id, Payload info) {}
