/** Nodes that share what they know over a real Redis. */
@NullMarked
package dev.freshet.redis.state;

import org.jspecify.annotations.NullMarked;
