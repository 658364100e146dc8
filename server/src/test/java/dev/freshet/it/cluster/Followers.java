package dev.freshet.it.cluster;

import static org.awaitility.Awaitility.await;

import dev.freshet.cli.client.Json;
import dev.freshet.it.NodePackages;
import dev.freshet.it.Parsed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Clients that people have, in one process of Node: EventSource, the WebSocket of the examples, and
 * pusher-js. They come back by their own means. All methods may be called from any thread.
 */
final class Followers implements AutoCloseable {
  private static final Path RESUMING =
      Path.of("..", "examples", "websocket-page", "resuming.js").toAbsolutePath().normalize();

  /** Before everything. */
  private static final long NEVER = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One client. */
  static final class Follower {
    final String id;
    final String kind;
    final List<String> channels;
    final String user;
    private final Map<String, Trail> trails = new TreeMap<>();
    private final List<Trail.Away> away = new ArrayList<>();
    private final Map<String, Long> subscribed = new HashMap<>();
    private final Map<String, TreeSet<String>> seen = new HashMap<>();
    private final List<String> newsTwice = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private Map<String, Object> members = Map.of();

    /** Since when it is cut off; 0 while it is not. It begins so. */
    private long downSince = NEVER;

    private int ups;

    Follower(String id, String kind, List<String> channels, String user) {
      this.id = id;
      this.kind = kind;
      this.channels = channels;
      this.user = user;
      channels.forEach(channel -> trails.put(channel, new Trail(id, channel)));
    }

    boolean resumes() {
      return !kind.equals("pusher");
    }

    @Override
    public String toString() {
      return id;
    }
  }

  private final Process process;
  private final BufferedWriter in;
  private final Map<String, Follower> followers = new TreeMap<>();
  private int membersAnswered;

  /** Starts the process; clients come with {@link #open}. */
  Followers(String appId, String key, String secret) throws IOException, InterruptedException {
    process =
        NodePackages.install()
            .command("cluster/followers.mjs", RESUMING.toString(), appId, key, secret)
            .start();
    in = process.outputWriter();
    Thread.ofPlatform().daemon().name("followers").start(this::read);
  }

  /**
   * Has a client connect.
   *
   * @param kind sse, ws (of one channel) or pusher
   * @param user as whom it joins presence channels; empty without any
   */
  void open(String id, String kind, String url, List<String> channels, String user) {
    if (kind.equals("ws") && channels.size() != 1) {
      throw new IllegalArgumentException("a WebSocket of the examples hears one channel");
    }
    var follower = new Follower(id, kind, channels, user);
    synchronized (this) {
      followers.put(id, follower);
    }
    var open = new HashMap<String, Object>();
    open.put("id", id);
    open.put("kind", kind);
    open.put("url", url);
    open.put("channels", channels);
    if (!user.isEmpty()) {
      open.put("user", user);
    }
    say(Map.of("open", open));
  }

  /** Has a client leave for good. */
  void leave(String id) {
    synchronized (this) {
      followers.remove(id);
    }
    say(Map.of("close", id));
  }

  private synchronized void say(Map<String, Object> line) {
    try {
      in.write(Json.write(line));
      in.newLine();
      in.flush();
    } catch (IOException e) {
      throw new AssertionError("the followers' process has ended", e);
    }
  }

  private void read() {
    try (var reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        take((List<?>) Parsed.any(line));
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }

  private synchronized void take(List<?> line) {
    Follower follower = followers.get((String) line.get(1));
    if (follower == null) {
      return;
    }
    long millis = (Long) line.get(2);
    switch ((String) line.get(0)) {
      case "up" -> up(follower, millis);
      case "down" -> down(follower, millis);
      case "members" -> members(follower, line.get(3));
      case "error" -> follower.errors.add(line.subList(3, line.size()).toString());
      default -> {
        Trail trail = follower.trails.get((String) line.get(3));
        switch ((String) line.get(0)) {
          case "heard" -> trail.hear(heard(line, millis));
          case "at" -> trail.at(text(line.get(4)), number(line.get(5)));
          case "reset" -> trail.reset(text(line.get(4)), number(line.get(5)));
          case "subscribed" -> subscribed(follower, trail.channel, millis);
          case "added" -> added(follower, trail.channel, (String) line.get(4));
          case "removed" -> removed(follower, trail.channel, (String) line.get(4));
          default -> throw new IllegalArgumentException("unknown line " + line);
        }
      }
    }
  }

  private static Trail.Heard heard(List<?> line, long millis) {
    return new Trail.Heard(
        millis, (String) line.get(4), text(line.get(5)), Math.max(0, number(line.get(6))));
  }

  private static String text(Object value) {
    return value == null ? "" : (String) value;
  }

  private static long number(Object value) {
    return value == null ? -1 : (Long) value;
  }

  private static void up(Follower follower, long millis) {
    follower.ups++;
    if (follower.resumes() && follower.downSince > 0) {
      follower.away.add(new Trail.Away(follower.downSince, millis));
      follower.downSince = 0;
    }
  }

  private static void down(Follower follower, long millis) {
    follower.subscribed.clear();
    follower.seen.clear();
    if (follower.downSince == 0) {
      follower.downSince = millis;
    }
  }

  /** A client of Pusher's is back when it has subscribed to everything. */
  private static void subscribed(Follower follower, String channel, long millis) {
    follower.subscribed.put(channel, millis);
    // It was told all members with it.
    follower.seen.remove(channel);
    if (follower.subscribed.size() == follower.channels.size() && follower.downSince > 0) {
      follower.away.add(new Trail.Away(follower.downSince, millis));
      follower.downSince = 0;
    }
  }

  private static void added(Follower follower, String channel, String user) {
    if (!follower.seen.computeIfAbsent(channel, any -> new TreeSet<>()).add(user)) {
      follower.newsTwice.add(follower + " was told twice that " + user + " came to " + channel);
    }
  }

  private static void removed(Follower follower, String channel, String user) {
    follower.seen.computeIfAbsent(channel, any -> new TreeSet<>()).remove(user);
  }

  @SuppressWarnings("unchecked")
  private void members(Follower follower, Object answer) {
    follower.members = (Map<String, Object>) answer;
    membersAnswered++;
  }

  /** All clients that have not left, by id. */
  synchronized List<Follower> all() {
    return List.copyOf(followers.values());
  }

  /** Waits until all are connected and subscribed. */
  void awaitUp() {
    try {
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(PATIENCE.multipliedBy(2))
          .failFast("the followers' process has ended", () -> !process.isAlive())
          .until(() -> down().isEmpty());
    } catch (RuntimeException e) {
      throw new AssertionError("not connected: " + down(), e);
    }
  }

  /** Those that are not connected and subscribed now, with what went wrong last. */
  synchronized List<String> down() {
    return followers.values().stream()
        .filter(each -> !isUp(each))
        .map(each -> each.id + each.errors)
        .toList();
  }

  private static boolean isUp(Follower follower) {
    return follower.resumes()
        ? follower.downSince == 0 && follower.ups > 0
        : follower.subscribed.size() == follower.channels.size();
  }

  /** Looks at one trail while nothing is added to it. */
  synchronized boolean isAt(Follower follower, String channel, String position) {
    return follower.trails.get(channel).isAt(position);
  }

  synchronized String position(Follower follower, String channel) {
    return follower.trails.get(channel).position();
  }

  /** How many publications a follower heard of a channel so far. */
  synchronized int heard(Follower follower, String channel) {
    return follower.trails.get(channel).heard().size();
  }

  /** A copy of what a follower heard of a channel so far. */
  synchronized List<Trail.Heard> trail(Follower follower, String channel) {
    return List.copyOf(follower.trails.get(channel).heard());
  }

  synchronized List<Trail.Away> away(Follower follower) {
    return List.copyOf(follower.away);
  }

  /** Everything of publications that was not in order, each in words. */
  synchronized List<String> faults() {
    return followers.values().stream()
        .flatMap(each -> each.trails.values().stream())
        .flatMap(trail -> trail.faults().stream())
        .toList();
  }

  /** Members that were announced again although nobody had said that they went, in words. */
  synchronized List<String> newsTwice() {
    return followers.values().stream().flatMap(each -> each.newsTwice.stream()).toList();
  }

  /** How often followers were told that the past is gone. */
  synchronized int resets() {
    return followers.values().stream()
        .flatMap(each -> each.trails.values().stream())
        .mapToInt(Trail::resets)
        .sum();
  }

  /** Errors that clients were told, each in words. */
  synchronized List<String> errors() {
    return followers.values().stream()
        .flatMap(each -> each.errors.stream().map(error -> each + " " + error))
        .toList();
  }

  /** When the last client that had been cut off since then was back; that time if none was. */
  synchronized long lastBack(long since) {
    return followers.values().stream()
        .flatMap(each -> each.away.stream())
        .filter(away -> away.from() > NEVER && away.to() >= since)
        .mapToLong(Trail.Away::to)
        .max()
        .orElse(since);
  }

  /** Who is on a presence channel, as each of its clients sees it. */
  Map<String, SortedSet<String>> members(String channel) {
    List<Follower> asked =
        all().stream().filter(each -> !each.resumes() && each.channels.contains(channel)).toList();
    synchronized (this) {
      membersAnswered = 0;
    }
    asked.forEach(each -> say(Map.of("members", each.id)));
    await().atMost(PATIENCE).until(() -> answered() == asked.size());
    synchronized (this) {
      return asked.stream()
          .collect(
              Collectors.toMap(
                  each -> each.id,
                  each -> {
                    SortedSet<String> users = new TreeSet<>();
                    ((List<?>) each.members.get(channel)).forEach(user -> users.add((String) user));
                    return users;
                  },
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private synchronized int answered() {
    return membersAnswered;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
