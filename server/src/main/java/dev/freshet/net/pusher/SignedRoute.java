package dev.freshet.net.pusher;

import dev.freshet.net.http.Exchange;
import dev.freshet.session.Tenant;

/** What a request does once it is known to come from the app's backend. */
@FunctionalInterface
interface SignedRoute {

  /**
   * Answers, as {@link dev.freshet.net.http.Route#answer}.
   *
   * @param tenant the app of the path, whose secret signed the request
   */
  void answer(Exchange exchange, Tenant tenant);
}
