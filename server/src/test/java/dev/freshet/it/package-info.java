/**
 * Whole nodes on loopback, spoken to by clients nobody here wrote: the JDK's, curl, Node, Chromium.
 * Each test starts a node of its own on a free port.
 */
package dev.freshet.it;
