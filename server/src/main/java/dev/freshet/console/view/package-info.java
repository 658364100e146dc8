/** The JSON and the event streams behind the console's views. */
@NullMarked
package dev.freshet.console.view;

import org.jspecify.annotations.NullMarked;
