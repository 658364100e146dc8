package dev.freshet.model;

import org.jspecify.annotations.Nullable;

/**
 * Whom a publication comes from, when that matters to who hears it.
 *
 * @param connection the id of the connection that does not hear it, its own; unique over all nodes
 * @param user who says it, as a member of the channel; null when subscribers are not told
 */
public record Sender(String connection, @Nullable String user) {}
