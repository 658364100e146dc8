package dev.freshet.redis.state;

import java.time.Duration;

/**
 * How nodes share what they know.
 *
 * @param lease how long a node that is not heard of counts as alive; at least two seconds
 * @param vacatedDelay how long the end of something is held in case it begins again; zero for not
 *     at all
 * @param outboxMax how many events may wait for webhooks in each of the 256 buckets, and how many
 *     ends may be held; at least 1
 * @param patience how long a member who wants to join waits for a Redis that is away; positive
 */
public record StateSettings(
    Duration lease, Duration vacatedDelay, int outboxMax, Duration patience) {}
