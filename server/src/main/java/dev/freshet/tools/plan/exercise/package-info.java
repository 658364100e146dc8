/** The exercise: three services estimated, placed in the decision matrix, and argued about. */
@NullMarked
package dev.freshet.tools.plan.exercise;

import org.jspecify.annotations.NullMarked;
