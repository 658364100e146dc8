/**
 * Whole systems: several nodes in processes of their own, Redis, and clients people have, while
 * parts of it die and come back.
 */
package dev.freshet.it.cluster;
