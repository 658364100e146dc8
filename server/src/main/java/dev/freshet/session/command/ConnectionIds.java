package dev.freshet.session.command;

import java.security.SecureRandom;

/**
 * Makes the ids of connections: two numbers with a dot between, as backends that sign them expect.
 * From any thread.
 */
public final class ConnectionIds {
  private static final int FIRST_BITS = 31;
  private static final int SECOND_BITS = 53;

  private final SecureRandom random = new SecureRandom();

  /**
   * A new one; of a billion on any number of nodes, two are the same with odds of 1 to 10 million.
   */
  public String next() {
    long first = random.nextLong() >>> (Long.SIZE - FIRST_BITS);
    long second = random.nextLong() >>> (Long.SIZE - SECOND_BITS);
    return first + "." + second;
  }
}
