/**
 * Sockets and what becomes of them: connections, transports, the pipeline, admission and draining.
 * The only place for Netty's channels and handlers; a loop owns everything that belongs to its
 * sockets.
 */
@NullMarked
package dev.freshet.net;

import org.jspecify.annotations.NullMarked;
