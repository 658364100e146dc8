package dev.freshet.redis.state;

import dev.freshet.cluster.Decision;
import dev.freshet.cluster.Decision.Kind;
import dev.freshet.cluster.Teller;
import dev.freshet.redis.link.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node is to tell backends: the events that wait in the buckets whose outbox it owns. An
 * event is fetched when the teller has room for it, told, and only then removed; when this node
 * dies meanwhile another finds it and tells it again, under the same id. A bucket's outbox is owned
 * while it has events, by the node that put the first one there.
 */
final class Outboxes {
  private static final String START = "0-0";

  /** How many events are fetched in one call, and removed. */
  private static final int PAGE = 100;

  private final Shares shares;
  private final Box[] boxes = new Box[Store.BUCKETS];
  private volatile boolean closed;

  Outboxes(Shares shares) {
    this.shares = shares;
    Arrays.setAll(boxes, Box::new);
  }

  /** Events wait in a bucket that are this node's to tell. */
  void waiting(int bucket) {
    boxes[bucket].fetch();
  }

  /** Looks after what was held up; about once a second. */
  void tick() {
    for (Box box : boxes) {
      box.tick();
    }
  }

  /**
   * How many events were fetched and are not told yet; a call that may fetch some counts as one.
   */
  int underWay() {
    return Arrays.stream(boxes).mapToInt(Box::size).sum();
  }

  /** Fetches nothing more. */
  void close() {
    closed = true;
  }

  /** What is known here of one bucket's outbox. */
  private final class Box {
    private final int bucket;
    private final Set<String> fetched = new LinkedHashSet<>();
    private final Set<String> told = new LinkedHashSet<>();
    private String last = START;
    private boolean fetching;
    private boolean removing;
    private boolean more;

    Box(int bucket) {
      this.bucket = bucket;
    }

    void tick() {
      boolean pending;
      synchronized (this) {
        pending = more || !fetched.isEmpty();
      }
      if (pending) {
        fetch();
        remove();
      }
    }

    synchronized int size() {
      return fetched.size() + (more || fetching ? 1 : 0);
    }

    void fetch() {
      Teller teller = shares.teller();
      if (closed || teller == null) {
        return;
      }
      int number = Math.min(PAGE, teller.room());
      String after;
      synchronized (this) {
        more = true;
        if (fetching || number <= 0) {
          return;
        }
        fetching = true;
        more = false;
        last = fetched.isEmpty() ? START : last;
        after = last;
      }
      var _ =
          shares
              .call(bucket, shares.args("pull", after, Integer.toString(number)))
              .whenComplete(
                  (reply, failure) -> fetched(teller, number, failure == null ? reply : null));
    }

    private void fetched(Teller teller, int asked, @Nullable List<Object> reply) {
      List<Object> entries = reply == null ? List.of() : Words.list(reply.get(1));
      var fresh = new ArrayList<List<Object>>(entries.size());
      boolean again;
      synchronized (this) {
        fetching = false;
        for (Object one : entries) {
          List<Object> entry = Words.list(one);
          last = Words.text(entry.getFirst());
          if (fetched.add(last)) {
            fresh.add(entry);
          }
        }
        again = (more || entries.size() == asked) && reply != null;
        more |= reply == null;
      }
      for (List<Object> entry : fresh) {
        String place = Words.text(entry.getFirst());
        teller.tell(decision(Words.list(entry.get(1))), () -> told(place));
      }
      if (again) {
        fetch();
      }
    }

    private void told(String place) {
      synchronized (this) {
        told.add(place);
      }
      remove();
    }

    private void remove() {
      List<String> places;
      synchronized (this) {
        if (removing || told.isEmpty()) {
          return;
        }
        removing = true;
        places = told.stream().limit(PAGE).toList();
      }
      var _ =
          shares
              .call(bucket, shares.args("ack", places.toArray(String[]::new)))
              .whenComplete((reply, failure) -> removed(places, failure == null ? reply : null));
    }

    private void removed(List<String> places, @Nullable List<Object> reply) {
      boolean again;
      synchronized (this) {
        removing = false;
        if (reply == null) {
          return;
        }
        places.forEach(told::remove);
        places.forEach(fetched::remove);
        more |= Words.number(reply.get(1)) > 0;
        again = more;
      }
      if (again) {
        fetch();
      }
      remove();
    }
  }

  private static Decision decision(List<Object> fields) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      named.put(Words.text(fields.get(i)), Words.text(fields.get(i + 1)));
    }
    String user = named.getOrDefault("u", "");
    Kind kind =
        switch (named.getOrDefault("k", "")) {
          case "o" -> Kind.OCCUPIED;
          case "v" -> Kind.VACATED;
          case "a" -> Kind.JOINED;
          default -> Kind.LEFT;
        };
    return new Decision(
        named.getOrDefault("i", ""),
        kind,
        Words.channel(named.getOrDefault("c", "\0")),
        user.isEmpty() ? null : user,
        Long.parseLong(named.getOrDefault("t", "0")));
  }
}
