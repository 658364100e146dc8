/**
 * Microbenchmarks of what a publication costs before the kernel is asked: encoding and the hub's
 * drain. Run with {@code java -jar bench/target/bench.jar}.
 */
@NullMarked
package dev.freshet.bench.jmh;

import org.jspecify.annotations.NullMarked;
