/**
 * Bytes in, values out, and the other way round: frames, dialects and what they say. Pure: no
 * socket, no thread, no clock. A sub-package holds one dialect; its words appear nowhere else.
 */
@NullMarked
package dev.freshet.wire;

import org.jspecify.annotations.NullMarked;
