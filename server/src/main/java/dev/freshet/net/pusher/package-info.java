/**
 * What the Pusher protocol has over HTTP: the paths of its sockets, and the requests of backends.
 */
@NullMarked
package dev.freshet.net.pusher;

import org.jspecify.annotations.NullMarked;
