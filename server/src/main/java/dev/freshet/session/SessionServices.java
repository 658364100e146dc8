package dev.freshet.session;

import dev.freshet.cluster.History;
import dev.freshet.metrics.Metrics;

/**
 * What all sessions share.
 *
 * @param publisher takes what clients publish
 * @param history what subscribers resume from
 * @param metrics counts resumptions and problems
 * @param catchUpMax the most publications of a channel a resumption replays; a client that missed
 *     more is told that the past is gone
 */
public record SessionServices(
    Publisher publisher, History history, Metrics metrics, int catchUpMax) {}
