/**
 * Pusher's protocol, versions 5 to 7: the frames of clients and of the server, what is signed, and
 * the bodies of webhooks. The words of that protocol live here; the core does not know them.
 */
@NullMarked
package dev.freshet.wire.pusher;

import org.jspecify.annotations.NullMarked;
