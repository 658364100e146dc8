/** Publishers of a measurement: paced by a schedule, or each as fast as it is answered. */
@NullMarked
package dev.freshet.tools.load.publish;

import org.jspecify.annotations.NullMarked;
