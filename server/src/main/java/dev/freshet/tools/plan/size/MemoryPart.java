package dev.freshet.tools.plan.size;

import dev.freshet.tools.plan.unit.Bytes;

/**
 * A part of a node's memory.
 *
 * @param name what it is
 * @param each bytes for one connection; 0 where it does not depend on them
 * @param node bytes on a node
 * @param heap whether it is in the heap of the JVM
 */
public record MemoryPart(String name, Bytes each, Bytes node, boolean heap) {}
