/**
 * How many connections each limit of a machine leaves room for, and what a number of them needs.
 */
@NullMarked
package dev.freshet.tools.doctor.capacity;

import org.jspecify.annotations.NullMarked;
