package dev.freshet.console.access;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What was done in the console, and what was refused: each a line of the log and an entry in a
 * bounded memory. What was refused has a memory of its own, so that nobody can push out what was
 * done. Never a body, a token or a secret. From any thread.
 */
public final class Audit {
  private static final System.Logger LOG = System.getLogger(Audit.class.getName());

  /** The longest object that is kept. */
  private static final int OBJECT_MAX = 300;

  private final InstantSource clock;
  private final int size;
  private final Deque<Entry> done = new ArrayDeque<>();
  private final Deque<Entry> refused = new ArrayDeque<>();

  /**
   * Something that happened.
   *
   * @param time milliseconds since 1970
   * @param user who; empty when nobody had entered
   * @param what login, logout, publish, close or request
   * @param object to what: a channel, a connection, an address
   * @param outcome ok, or why not
   */
  public record Entry(long time, String user, String what, String object, String outcome) {}

  /**
   * Empty.
   *
   * @param size how many entries are kept of each kind
   */
  public Audit(int size, InstantSource clock) {
    this.size = size;
    this.clock = clock;
  }

  /** Something was done. */
  public void done(String user, String what, String object) {
    add(done, new Entry(clock.millis(), shown(user), what, shown(object), "ok"));
  }

  /** Something was refused. */
  public void refused(String user, String what, String object, String why) {
    add(refused, new Entry(clock.millis(), shown(user), what, shown(object), why));
  }

  /** The newest entries of both kinds, newest first. */
  public List<Entry> newest(int limit) {
    var all = new ArrayList<Entry>();
    synchronized (this) {
      all.addAll(done);
      all.addAll(refused);
    }
    all.sort(Comparator.comparingLong(Entry::time).reversed());
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  private void add(Deque<Entry> entries, Entry entry) {
    synchronized (this) {
      if (entries.size() == size) {
        entries.removeLast();
      }
      entries.addFirst(entry);
    }
    LOG.log(
        System.Logger.Level.INFO,
        "console: {0} by {1} on {2}: {3}",
        entry.what(),
        entry.user().isEmpty() ? "nobody" : entry.user(),
        entry.object(),
        entry.outcome());
  }

  /** One line, whatever it is made of. */
  private static String shown(String object) {
    String line =
        object
            .codePoints()
            .map(c -> Character.isISOControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.length() > OBJECT_MAX ? line.substring(0, OBJECT_MAX) + "…" : line;
  }
}
