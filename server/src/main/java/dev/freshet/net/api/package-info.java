/**
 * The server's own HTTP interface: a channel is a resource that is published to, heard and read.
 * Each resource is one class.
 */
@NullMarked
package dev.freshet.net.api;

import org.jspecify.annotations.NullMarked;
