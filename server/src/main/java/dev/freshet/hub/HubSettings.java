package dev.freshet.hub;

/**
 * The bounds of a shard's work.
 *
 * @param slice how many deliveries are made before the loop looks at its sockets again
 * @param batchMax how many publications of a channel are encoded into one buffer
 * @param mailboxBytes how much may wait in one shard before publishers are refused
 * @param heldMax how many publications may wait for one subscription that catches up
 */
public record HubSettings(int slice, int batchMax, long mailboxBytes, int heldMax) {}
