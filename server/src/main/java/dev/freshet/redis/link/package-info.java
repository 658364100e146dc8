/**
 * The connections of a node to its Redis servers: which server keeps what, whether it is there,
 * scripts, and Pub/Sub. The only place where a connection is opened, lost, found silent and opened
 * again.
 */
@NullMarked
package dev.freshet.redis.link;

import org.jspecify.annotations.NullMarked;
