/**
 * What nodes share: the broker that orders and carries publications, history, presence and
 * occupancy. Each is one small contract with an in-memory maker ({@code Local…}) beside it; another
 * maker passes the same contract suite.
 */
@NullMarked
package dev.freshet.cluster;

import org.jspecify.annotations.NullMarked;
