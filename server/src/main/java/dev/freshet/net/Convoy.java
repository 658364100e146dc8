package dev.freshet.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connections of all loops as they were found once, in random order: those that leave next are
 * spread over all loops. For one thread that is no loop.
 */
final class Convoy {
  /** How long a loop may take to come round. */
  private static final int LOOK_MILLIS = 1_000;

  /**
   * What was found on a loop.
   *
   * @param connections those that talk; touched on the loop only
   * @param found how many they were
   * @param open how many sockets were open, those that speak HTTP included
   */
  private record Look(Station station, Queue<Connection> connections, int found, int open) {}

  private final List<Look> looks;

  /** How many of each look were not sent yet. */
  private final int[] left;

  private Convoy(List<Look> looks) {
    this.looks = looks;
    this.left = looks.stream().mapToInt(Look::found).toArray();
  }

  /**
   * Looks at every loop.
   *
   * @param other gets what is open and no connection; called on its loop
   */
  static Convoy gather(Loops loops, Consumer<Wheel.Timed> other) {
    return gather(loops, connection -> true, other);
  }

  /** As {@link #gather(Loops, Consumer)}, of the connections that are wanted alone. */
  static Convoy gather(Loops loops, Predicate<Connection> wanted, Consumer<Wheel.Timed> other) {
    var asked = new ArrayList<CompletableFuture<Look>>();
    for (Station station : loops.stations()) {
      var found = new CompletableFuture<Look>();
      station.shard().loop().execute(() -> found.complete(look(station, wanted, other)));
      // A loop that does not come round must not hold up the end: what it has counts as open.
      var unknown = new Look(station, new ArrayDeque<>(0), 0, 1);
      asked.add(found.completeOnTimeout(unknown, LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }
    return new Convoy(asked.stream().map(CompletableFuture::join).toList());
  }

  private static Look look(
      Station station, Predicate<Connection> wanted, Consumer<Wheel.Timed> other) {
    var connections = new ArrayList<Connection>();
    station
        .wheel()
        .forEach(timed -> {
          if (timed instanceof Connection connection) {
            if (wanted.test(connection)) {
              connections.add(connection);
            }
          } else {
            other.accept(timed);
          }
        });
    Collections.shuffle(connections);
    int open = station.wheel().size();
    return new Look(station, new ArrayDeque<>(connections), connections.size(), open);
  }

  /** How many sockets were open when it was gathered, those that speak HTTP included. */
  int open() {
    return looks.stream().mapToInt(Look::open).sum();
  }

  /** How many connections were not sent yet. */
  int left() {
    return Arrays.stream(left).sum();
  }

  /**
   * Takes some connections off, in equal shares of what each loop has left, and waits until the
   * loops have dealt with them, a bounded time.
   *
   * @param count 0 or more
   * @param send called with each on its loop
   * @return how many they were: {@code count}, or all that were left
   */
  int send(int count, Consumer<Connection> send) throws InterruptedException {
    int[] shares = shares(Math.min(count, left()));
    var done = new CountDownLatch(shares.length);
    for (int i = 0; i < shares.length; i++) {
      int share = shares[i];
      left[i] -= share;
      if (share == 0) {
        done.countDown();
        continue;
      }
      Look look = looks.get(i);
      look.station()
          .shard()
          .loop()
          .execute(() -> {
            for (int n = 0; n < share; n++) {
              send.accept(look.connections().remove());
            }
            done.countDown();
          });
    }
    var _ = done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return Arrays.stream(shares).sum();
  }

  /** Divides among the loops in proportion to what they have left, to the last one. */
  private int[] shares(int count) {
    int[] shares = new int[left.length];
    long before = 0;
    long given = 0;
    long all = left();
    for (int i = 0; i < left.length && all > 0; i++) {
      before += left[i];
      shares[i] = (int) (before * count / all - given);
      given += shares[i];
    }
    return shares;
  }
}
