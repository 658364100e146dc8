package dev.freshet.model;

import org.jspecify.annotations.Nullable;

/**
 * The broker's answer to a publish.
 *
 * @param position where the publication stands; null when the channel keeps no history
 * @param duplicate whether an earlier publication with the same idempotency key stands for it
 */
public record Published(@Nullable Position position, boolean duplicate) {}
