/**
 * What tests with many machines are made of: Redis alone, with a replica and as a cluster, nodes in
 * processes of their own, and a gate between them that can be shut.
 */
package dev.freshet.redis.rig;
