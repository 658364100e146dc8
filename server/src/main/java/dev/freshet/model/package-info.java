/**
 * The values everything else speaks of: apps, channels, publications, positions, and the two closed
 * tables of what can go wrong. Imports nothing of Freshet; every type is immutable and may be used
 * from any thread.
 */
@NullMarked
package dev.freshet.model;

import org.jspecify.annotations.NullMarked;
