/**
 * What nodes know together, on Redis: who listens to what, who is present, which nodes there are,
 * and what backends are to be told of it. Each node writes its share under a lease; who dies has
 * its share taken away by exactly one of the others.
 */
@NullMarked
package dev.freshet.redis.state;

import org.jspecify.annotations.NullMarked;
