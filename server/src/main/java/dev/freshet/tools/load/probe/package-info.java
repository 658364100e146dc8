/**
 * What the kernel and the JVM tell of a server's process and of this machine. Everything is read
 * below a root, which tests replace; what cannot be read is empty, never a guess. Linux only.
 */
@NullMarked
package dev.freshet.tools.load.probe;

import org.jspecify.annotations.NullMarked;
