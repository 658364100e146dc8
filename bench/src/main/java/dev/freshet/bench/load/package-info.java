/**
 * The two ends of a measurement: the load client ({@link dev.freshet.bench.load.Load}), which opens
 * subscribers and counts what they hear, and the paced publisher ({@link
 * dev.freshet.bench.load.Publish}). Both do as little as they can, since they share the machine
 * with the server, and go to 127.0.0.0/8 only.
 */
@NullMarked
package dev.freshet.bench.load;

import org.jspecify.annotations.NullMarked;
