/**
 * Whole nodes and the libraries that applications of Pusher have: pusher-js in Node and in a
 * browser, Laravel Echo, Pusher's Java client, its server libraries; all as they are published.
 * What pusher-js does is told in rules, in the scripts of {@code src/test/node/pusher}.
 */
package dev.freshet.it.pusher;
