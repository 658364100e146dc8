package dev.freshet.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Which nodes there are, what each is doing, and how one asks another to do something. May be
 * called from any thread; never blocks. A stage that fails does so with {@link
 * dev.freshet.model.Refused}.
 *
 * <p>What is known of another node is a few seconds old at most. A node that was closed is not
 * listed any more; one that died is not listed once its lease has lapsed.
 */
public interface Nodes extends AutoCloseable {

  /** Whether a node takes connections. */
  enum State {
    /** It takes connections. */
    READY,
    /** It ought to, and cannot: a part of it does not answer. */
    NOT_READY,
    /** It sends its connections away, or has done so, and takes none. */
    DRAINING
  }

  /**
   * One node, as it says of itself.
   *
   * @param id random, for one life of a process; at most 64 letters, digits, {@code -} and {@code
   *     _}
   * @param name what people call it, such as {@code web-2} or {@code 10.0.0.7:8080}; not always
   *     unique
   * @param version of the build
   * @param commit of the build
   * @param started when it came up
   * @param connections how many clients are connected
   * @param connectionsMax how many it can hold, 0 or more
   * @param acceptRate how many connections a second it can take now from nodes that send theirs
   *     away, 0 or more
   * @param leaveRate how many connections a second it sends away itself now; 0 for none
   * @param lag by how much the latest of its event loops is late, in seconds
   * @param connectionsByApp how many clients are connected by id of their app; apps without any are
   *     left out
   */
  record Node(
      String id,
      String name,
      String version,
      String commit,
      Instant started,
      State state,
      int connections,
      int connectionsMax,
      int acceptRate,
      int leaveRate,
      double lag,
      Map<String, Integer> connectionsByApp) {

    /** Copies the map. */
    public Node {
      require("connections", connections);
      require("connections-max", connectionsMax);
      require("accept-rate", acceptRate);
      require("leave-rate", leaveRate);
      connectionsByApp = Map.copyOf(connectionsByApp);
    }

    /** How many connections more it can hold. */
    public int room() {
      return Math.max(0, connectionsMax - connections);
    }

    private static void require(String name, int value) {
      if (value < 0) {
        throw new IllegalArgumentException("%s: %d (expected: 0 or more)".formatted(name, value));
      }
    }
  }

  /** What one node asks another to do. */
  sealed interface Order {
    /**
     * Take no connections any more, and send away those there are.
     *
     * @param perSecond how many a second, 1 or more
     */
    record Drain(int perSecond) implements Order {
      /** Checks the range. */
      public Drain {
        require("per-second", perSecond);
      }
    }

    /**
     * Send some connections away, and go on taking others.
     *
     * @param connections how many in all, 1 or more
     * @param perSecond how many a second, 1 or more
     */
    record Shed(int connections, int perSecond) implements Order {
      /** Checks the ranges. */
      public Shed {
        require("connections", connections);
        require("per-second", perSecond);
      }
    }

    /** Send nobody away any more, and take connections again. */
    record Resume() implements Order {}

    private static void require(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException("%s: %d (expected: 1 or more)".formatted(name, value));
      }
    }
  }

  /** Does what this node is asked. */
  @FunctionalInterface
  interface Receiver {
    /** Begins to carry an order out; returns at once, must not throw. On any thread. */
    void take(Order order);
  }

  /**
   * Makes this node known; called once, before anything else.
   *
   * @param self says how this node is doing, with {@link #id} as its id; asked whenever the others
   *     are told, about once a second, on any thread: reads without blocking
   * @param receiver of orders to this node
   */
  void start(Supplier<Node> self, Receiver receiver);

  /** The id of this node. */
  String id();

  /** All nodes, this one included, in the order of their names and then ids. */
  CompletionStage<List<Node>> all();

  /**
   * What {@link #all} said last to this node or was heard since, without asking; this one is always
   * there, as it is now.
   */
  List<Node> known();

  /**
   * Asks a node to do something; this node's own id is as good as another's.
   *
   * @return whether that node was there to hear it; that it has done it shows in {@link #all}
   */
  CompletionStage<Boolean> order(String nodeId, Order order);

  /** Tells the others that this node is gone. Twice is once. */
  @Override
  void close();
}
