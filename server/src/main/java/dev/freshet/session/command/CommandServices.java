package dev.freshet.session.command;

import dev.freshet.cluster.History;
import dev.freshet.cluster.Presence;
import dev.freshet.metrics.Metrics;
import dev.freshet.session.Authorizer;
import dev.freshet.session.Publisher;
import dev.freshet.session.Witness;

/**
 * What all sessions by command share.
 *
 * @param publisher takes what clients publish
 * @param authorizer decides what channels they may hear
 * @param presence knows the members of channels, and which users are signed in
 * @param history keeps the newest publication of cached channels
 * @param witness hears what backends want to know
 * @param metrics counts problems
 */
public record CommandServices(
    Publisher publisher,
    Authorizer authorizer,
    Presence presence,
    History history,
    Witness witness,
    Metrics metrics) {}
