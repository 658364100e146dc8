/**
 * What is asked for over HTTP: the publishing interface, pages, and the requests that become
 * something else, a WebSocket or a stream of events.
 */
@NullMarked
package dev.freshet.net.http;

import org.jspecify.annotations.NullMarked;
