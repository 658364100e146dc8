package dev.freshet.model.app;

import java.time.Duration;

/**
 * The bounds of clients that subscribe by command, and of what backends publish to them. Every
 * bound is inclusive.
 *
 * @param channelNameLength characters of a channel name
 * @param eventNameLength characters of an event name
 * @param messageBytes bytes of the data of one event
 * @param channelsPerEvent channels one request may publish an event to
 * @param batchSize events one batch may hold
 * @param members members of one channel
 * @param memberInfoBytes bytes of what is said of a member
 * @param userIdLength characters of a user's id
 * @param connectionsPerUser connections signed in as one user, on all nodes together; 0 for no
 *     bound
 * @param clientEventRate client events a second of one connection
 * @param watchlist users one connection may watch
 * @param cacheTtl how long a cache channel keeps its newest event
 */
public record ClientLimits(
    int channelNameLength,
    int eventNameLength,
    int messageBytes,
    int channelsPerEvent,
    int batchSize,
    int members,
    int memberInfoBytes,
    int userIdLength,
    int connectionsPerUser,
    int clientEventRate,
    int watchlist,
    Duration cacheTtl) {

  /** Pusher's own numbers. */
  public static final ClientLimits DEFAULT =
      new ClientLimits(
          164, 200, 10_240, 100, 10, 100, 1_024, 128, 0, 10, 100, Duration.ofMinutes(30));
}
