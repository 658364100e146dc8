package dev.freshet.session.webhook;

import java.net.URI;

/**
 * Where requests go, and how they are made up. Webhooks of an app that differ in nothing else share
 * one, so that they share an order too.
 *
 * @param app the id of the app, whose key and secret sign
 * @param batch whether one request may have several events
 */
record Target(String app, URI url, boolean batch) {

  /** Where it is, for the log: without the query, which may hold a secret. */
  String place() {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }
}
