package dev.freshet.net.http;

/** What one resource does. Called on the loop of the exchange's connection; never blocks. */
@FunctionalInterface
public interface Route {

  /**
   * Answers a request, now or later from any thread, once.
   *
   * @throws dev.freshet.model.Refused to answer a problem
   */
  void answer(Exchange exchange);
}
