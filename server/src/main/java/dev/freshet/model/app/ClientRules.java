package dev.freshet.model.app;

import java.time.Duration;

/**
 * What clients that subscribe by command may do in an app; the section {@code pusher} of its
 * configuration.
 *
 * @param enabled whether the app takes such clients, and the HTTP requests of their backends
 * @param clientEvents where subscribers may publish to each other
 * @param subscriptionCount whether subscribers are told how many they are
 * @param watchlist whether users may watch who of others is online
 * @param authorizeWithin how soon a connection must have signed in or shown a proof; zero for never
 * @param activityTimeout how long a connection is silent before it is asked whether it is alive
 * @param strictProtocol whether a connection must say which version it speaks
 * @param limits the bounds
 */
public record ClientRules(
    boolean enabled,
    ClientEvents clientEvents,
    boolean subscriptionCount,
    boolean watchlist,
    Duration authorizeWithin,
    Duration activityTimeout,
    boolean strictProtocol,
    ClientLimits limits) {

  /** No such clients. */
  public static final ClientRules OFF =
      new ClientRules(
          false,
          ClientEvents.OFF,
          false,
          false,
          Duration.ZERO,
          Duration.ofMinutes(2),
          false,
          ClientLimits.DEFAULT);
}
