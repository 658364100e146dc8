/**
 * What the text of a value may be: {@link dev.freshet.config.kind.Kind} reads it, says what is
 * expected where it cannot, and shows it again. Knows no setting.
 */
@NullMarked
package dev.freshet.config.kind;

import org.jspecify.annotations.NullMarked;
