/**
 * Attacks on a running node over real sockets: whatever a client does, it gets a clear answer or
 * close code, and nothing else on the node is disturbed.
 */
@NullMarked
package dev.freshet.it.hostile;

import org.jspecify.annotations.NullMarked;
