/**
 * What goes over the wire of a measurement: bodies with their scheduled time, and walkers that find
 * messages in a stream of bytes at as little cost as possible.
 */
@NullMarked
package dev.freshet.tools.load.frame;

import org.jspecify.annotations.NullMarked;
