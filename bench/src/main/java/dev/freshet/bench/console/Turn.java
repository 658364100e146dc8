package dev.freshet.bench.console;

/**
 * One turn.
 *
 * @param cores that the server kept busy
 * @param jit of them, the JVM's compiler threads
 */
public record Turn(boolean open, double cores, double jit, Lags lags, long messages) {}
