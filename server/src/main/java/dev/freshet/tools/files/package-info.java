/** Sets of text files that tools write for people to use. */
@NullMarked
package dev.freshet.tools.files;

import org.jspecify.annotations.NullMarked;
