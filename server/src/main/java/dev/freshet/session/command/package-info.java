/**
 * The conversation of a client that subscribes, unsubscribes and signs in by command while it is
 * connected, in whatever dialect.
 */
@NullMarked
package dev.freshet.session.command;

import org.jspecify.annotations.NullMarked;
