/**
 * Moving connections from node to node: how many, how fast, and whether that is safe. Plans are
 * values made of what nodes say of themselves; {@link dev.freshet.cluster.drain.Moves} has them
 * carried out.
 */
@NullMarked
package dev.freshet.cluster.drain;

import org.jspecify.annotations.NullMarked;
