/** This node among the others: what it says of itself, and what it does when it is asked. */
@NullMarked
package dev.freshet.net.node;

import org.jspecify.annotations.NullMarked;
