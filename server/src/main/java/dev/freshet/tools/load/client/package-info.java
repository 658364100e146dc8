/**
 * One process of the load client: many connections on one selector with one shared buffer. It does
 * as little as it can, since it often shares the machine with the server it measures.
 */
@NullMarked
package dev.freshet.tools.load.client;

import org.jspecify.annotations.NullMarked;
