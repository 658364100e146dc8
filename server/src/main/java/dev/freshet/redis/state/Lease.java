package dev.freshet.redis.state;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Under what name this node writes its share. A node that finds itself taken for dead goes on under
 * another name; the old one is never used again. From any thread.
 */
final class Lease {
  private final String node;
  private final String seed = word();
  private final AtomicLong calls = new AtomicLong();
  private int generation;
  private volatile String id;
  private volatile boolean held;

  Lease(String node) {
    this.node = node;
    this.id = node + ".0";
  }

  /** What it is called now. */
  String id() {
    return id;
  }

  /** The id of the node, which stays. */
  String node() {
    return node;
  }

  /** Whether the other nodes know it, so that something may be written under it. */
  boolean isHeld() {
    return held;
  }

  /** The others know it. Returns whether they did not before. */
  synchronized boolean hold(String which) {
    boolean isNews = which.equals(id) && !held;
    held |= isNews;
    return isNews;
  }

  /** The others have taken it for dead. Returns whether that is news, and it has another name. */
  synchronized boolean lose(String which) {
    if (!which.equals(id)) {
      return false;
    }
    held = false;
    id = node + "." + ++generation;
    return true;
  }

  /** What ids begin with that are made in one call; no other call of any node has it. */
  String seed() {
    return seed + "-" + Long.toString(calls.incrementAndGet(), Character.MAX_RADIX) + "-";
  }

  /** A word that nobody else has: 13 letters and digits. */
  static String word() {
    long bits = new SecureRandom().nextLong();
    String text = Long.toUnsignedString(bits, Character.MAX_RADIX);
    return "0".repeat(13 - text.length()) + text;
  }
}
