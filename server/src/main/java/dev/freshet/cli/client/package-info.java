/**
 * A client of the server's own HTTP interface, for the command line: publish with retries, and tail
 * channels over Server-Sent Events or WebSocket with resumption. Built on {@code java.net.http};
 * knows nothing of the server's insides but the model.
 */
@NullMarked
package dev.freshet.cli.client;

import org.jspecify.annotations.NullMarked;
