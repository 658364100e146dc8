/**
 * The contracts of {@code cluster} on Redis: a second maker beside the one in memory. {@code
 * redis.link} keeps the connections; here is what is said over them.
 */
@NullMarked
package dev.freshet.redis;

import org.jspecify.annotations.NullMarked;
