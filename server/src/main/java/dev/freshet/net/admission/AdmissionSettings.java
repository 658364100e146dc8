package dev.freshet.net.admission;

/**
 * The bounds of admission.
 *
 * @param waitNanos the longest anybody is left to wait
 * @param queueMax how many sockets may wait on the node, and how many refused ones may be held
 * @param retryNanos the latest time a refused client is told to come back at
 * @param lagNanos how late deliveries and other work may become for the sake of handshakes
 * @param underWayMax how many handshakes of one event loop may wait for other parts at once
 * @param silentTicks how long a socket may say nothing, in ticks of the wheel
 * @param pusherPath what stands before the paths of the Pusher protocol; empty for nothing
 */
public record AdmissionSettings(
    long waitNanos,
    int queueMax,
    long retryNanos,
    long lagNanos,
    int underWayMax,
    int silentTicks,
    String pusherPath) {}
