/**
 * Plain WebSocket: a frame out is one publication's body, a frame in is a publication; with {@code
 * format=json} both are the objects of {@link dev.freshet.wire.Envelope}.
 */
@NullMarked
package dev.freshet.wire.plain;

import org.jspecify.annotations.NullMarked;
