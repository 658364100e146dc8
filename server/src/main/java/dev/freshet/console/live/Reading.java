package dev.freshet.console.live;

import java.util.OptionalLong;

/**
 * Counters at one moment; two of them make a {@link Sample}.
 *
 * @param nanos of a monotonic clock
 * @param in publications the broker took from this node
 * @param out publications handed to subscribers
 * @param slow connections closed because they read too slowly
 * @param drains times a shard emptied its mailbox
 * @param drained publications that these took
 * @param admitted sockets let in
 * @param refused sockets turned away
 * @param cpuNanos CPU time of the process; empty where it is not known
 */
record Reading(
    long nanos,
    double in,
    double out,
    double bytesIn,
    double bytesOut,
    double slow,
    double drains,
    double drained,
    double admitted,
    double refused,
    OptionalLong cpuNanos) {}
