/** The programs that Freshet is measured against in the same run; none of them is shipped. */
@NullMarked
package dev.freshet.bench.peer;

import org.jspecify.annotations.NullMarked;
