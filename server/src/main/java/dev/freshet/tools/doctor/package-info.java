/**
 * How many connections this machine holds, which limit is hit first, and what to change. {@link
 * dev.freshet.tools.doctor.Rule} is the table of what is looked at, {@link
 * dev.freshet.tools.doctor.capacity.Limit} that of what bounds connections. Looks from outside: at
 * what the kernel says of the server's process, not at what a file asks for.
 */
@NullMarked
package dev.freshet.tools.doctor;

import org.jspecify.annotations.NullMarked;
