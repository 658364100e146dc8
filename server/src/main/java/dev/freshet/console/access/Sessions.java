package dev.freshet.console.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the console on this node. An id has 256 random bits and is kept as its hash
 * alone, so that nobody finds one in a dump of the memory. Ids that a browser brings and this table
 * did not make are never taken. From any thread.
 */
public final class Sessions {
  private static final int ID_BYTES = 32;

  /** The longest id that is looked for. */
  private static final int ID_LENGTH_MAX = 64;

  private final Bounds bounds;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** By the hash of the id, the one that was used longest ago first. */
  private final Map<String, ConsoleSession> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What sessions may be.
   *
   * @param idle how long one may be idle
   * @param max how long one may last in all
   * @param most how many there may be, 1 or more
   */
  public record Bounds(Duration idle, Duration max, int most) {}

  /**
   * A session and what its browser is told.
   *
   * @param id the only copy
   */
  public record Begun(String id, ConsoleSession session) {}

  /** None yet. */
  public Sessions(Bounds bounds, InstantSource clock) {
    this.bounds = bounds;
    this.clock = clock;
  }

  /** Begins one, with an id of its own; when there are too many, the one idle longest ends. */
  public Begun begin(String user, Way way) {
    String id = word();
    long now = clock.millis();
    var session = new ConsoleSession(user, way, word(), now, now + bounds.max().toMillis());
    var over = new ArrayList<ConsoleSession>();
    synchronized (open) {
      removeStale(now, over);
      while (open.size() >= bounds.most()) {
        String oldest = open.keySet().iterator().next();
        over.add(open.remove(oldest));
      }
      open.put(hash(id), session);
    }
    over.forEach(ConsoleSession::end);
    return new Begun(id, session);
  }

  /** The session of an id, which is not idle now; null when there is none, or no longer. */
  public @Nullable ConsoleSession find(@Nullable String id) {
    if (id == null || id.length() > ID_LENGTH_MAX) {
      return null;
    }
    String key = hash(id);
    long now = clock.millis();
    ConsoleSession session;
    synchronized (open) {
      session = open.get(key);
      if (session == null) {
        return null;
      }
      if (!isStale(session, now)) {
        session.used = now;
        return session;
      }
      open.remove(key);
    }
    session.end();
    return null;
  }

  /** Ends one; twice is once. */
  public void end(ConsoleSession session) {
    synchronized (open) {
      open.values().remove(session);
    }
    session.end();
  }

  /** Ends what is idle or has lasted for long enough; called about once a second. */
  public void sweep() {
    var over = new ArrayList<ConsoleSession>();
    synchronized (open) {
      removeStale(clock.millis(), over);
    }
    over.forEach(ConsoleSession::end);
  }

  /** How many are open. */
  public int size() {
    synchronized (open) {
      return open.size();
    }
  }

  private void removeStale(long now, List<ConsoleSession> over) {
    open.values()
        .removeIf(session -> {
          if (session.isWatching() && now < session.ends()) {
            session.used = now;
          }
          boolean stale = isStale(session, now);
          if (stale) {
            over.add(session);
          }
          return stale;
        });
  }

  private boolean isStale(ConsoleSession session, long now) {
    return now >= session.ends() || now - session.used >= bounds.idle().toMillis();
  }

  /** 256 random bits in 43 characters. */
  private String word() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String hash(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every JDK)", e);
    }
  }
}
