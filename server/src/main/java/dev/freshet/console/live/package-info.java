/** How the node is, looked at every few seconds: the last hour, and a channel that tells it. */
@NullMarked
package dev.freshet.console.live;

import org.jspecify.annotations.NullMarked;
