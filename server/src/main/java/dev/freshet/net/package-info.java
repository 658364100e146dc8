/**
 * Sockets: the only place for Netty's channels and handlers. {@link dev.freshet.net.Listener}
 * accepts, a socket speaks HTTP until its handshake is done, and is a {@link
 * dev.freshet.net.Connection} from then on.
 */
@NullMarked
package dev.freshet.net;

import org.jspecify.annotations.NullMarked;
