/** Server-Sent Events (WHATWG HTML, section 9.2). */
@NullMarked
package dev.freshet.wire.sse;

import org.jspecify.annotations.NullMarked;
