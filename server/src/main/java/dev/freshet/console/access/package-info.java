/** Who enters the console, how, and what they did there: logins, sessions, the audit log. */
@NullMarked
package dev.freshet.console.access;

import org.jspecify.annotations.NullMarked;
