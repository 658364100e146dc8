/** Processes under measurement, as the kernel and the JVM show them. */
@NullMarked
package dev.freshet.bench.process;

import org.jspecify.annotations.NullMarked;
