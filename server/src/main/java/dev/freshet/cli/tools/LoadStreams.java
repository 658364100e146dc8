package dev.freshet.cli.tools;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a measuring command talks to.
 *
 * @param out the report
 * @param err how it goes
 * @param env environment variables
 */
public record LoadStreams(PrintStream out, PrintStream err, Map<String, String> env) {}
