package dev.freshet.net.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources by the patterns of their paths, as a tree of segments: finding one takes a step a
 * segment, however many patterns there are. Immutable.
 */
final class Paths {

  /**
   * A resource and how its path was met.
   *
   * @param names the segments that stood where the pattern has stars, in order
   */
  record Found(Resource resource, List<String> names) {}

  private static final String ANY = "*";
  private static final String REST = "**";

  private final Node root = new Node();

  /** What stands at one path, and below it. */
  private static final class Node {
    private final Map<String, Node> children = new HashMap<>(4);
    private @Nullable Node any;
    private @Nullable Resource here;
    private @Nullable Resource rest;
  }

  /**
   * A tree of these.
   *
   * @param resources by pattern, as {@link Router} explains it
   */
  Paths(Map<String, Resource> resources) {
    resources.forEach(this::add);
  }

  private void add(String pattern, Resource resource) {
    Node node = root;
    for (String segment : pattern.split("/", -1)) {
      if (segment.equals(REST)) {
        node.rest = resource;
        return;
      }
      if (!segment.equals(ANY)) {
        node = node.children.computeIfAbsent(segment, name -> new Node());
      } else {
        node.any = node.any == null ? new Node() : node.any;
        node = node.any;
      }
    }
    node.here = resource;
  }

  /** What stands at this path, or null. */
  @Nullable Found find(List<String> segments) {
    var names = new ArrayList<String>(2);
    Resource resource = find(root, segments, 0, names);
    return resource == null ? null : new Found(resource, names);
  }

  /** At most as many calls as there are nodes. */
  private static @Nullable Resource find(
      Node node, List<String> segments, int depth, List<String> names) {
    if (depth == segments.size()) {
      return node.here == null ? node.rest : node.here;
    }
    String segment = segments.get(depth);
    Node child = node.children.get(segment);
    Resource found = child == null ? null : find(child, segments, depth + 1, names);
    if (found == null && node.any != null) {
      names.add(segment);
      found = find(node.any, segments, depth + 1, names);
      if (found == null) {
        names.removeLast();
      }
    }
    return found == null ? node.rest : found;
  }
}
