/**
 * What stands between clients and this node, and what is known of a client's address in spite of
 * it.
 */
@NullMarked
package dev.freshet.net.proxy;

import org.jspecify.annotations.NullMarked;
