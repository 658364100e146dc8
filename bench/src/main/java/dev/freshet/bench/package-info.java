/**
 * The driver of the benchmark that any reader can rerun ({@link dev.freshet.bench.Run}): it starts
 * the servers as processes of their own, reads their CPU and memory from the kernel and from the
 * JVM, and writes one results file a run. Every run is bounded in time and count.
 */
@NullMarked
package dev.freshet.bench;

import org.jspecify.annotations.NullMarked;
