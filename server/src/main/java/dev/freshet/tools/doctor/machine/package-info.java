/**
 * What a machine says of itself in proc, sys and a few files of etc, read through a {@link
 * dev.freshet.tools.proc.Root} that tests replace. Nothing here judges. What is missing or
 * unreadable is empty, never a guess and never an exception.
 */
@NullMarked
package dev.freshet.tools.doctor.machine;

import org.jspecify.annotations.NullMarked;
