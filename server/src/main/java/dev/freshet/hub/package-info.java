/**
 * Fan-out on this node. A {@link dev.freshet.hub.Hub} has one {@link dev.freshet.hub.HubShard} per
 * event loop; a shard owns the subscriptions of its loop's connections, so the delivering loop
 * takes no lock.
 */
@NullMarked
package dev.freshet.hub;

import org.jspecify.annotations.NullMarked;
