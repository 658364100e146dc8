/**
 * The command line: one picocli class a command, with its examples. Commands get their streams and
 * environment handed in, so that they run in-process in tests; they print results on standard
 * output, all else on standard error, and never a secret.
 */
@NullMarked
package dev.freshet.cli;

import org.jspecify.annotations.NullMarked;
