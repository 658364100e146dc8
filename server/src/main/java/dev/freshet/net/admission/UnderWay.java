package dev.freshet.net.admission;

/**
 * How many handshakes may wait at once for other parts of the server, such as Redis or a key set.
 * The bound grows while they take about as long as the shortest did, and shrinks when they take
 * much longer: the others are then the ones who are late. Owned by a loop.
 */
final class UnderWay {
  static final int LEAST = 64;

  /** Up to this much longer than the shortest is no sign of load. */
  private static final double TOLERANCE = 3;

  /** Below this nothing is called long. */
  private static final long SHORT_NANOS = 20_000_000;

  private static final double WEIGHT = 0.1;
  private static final double CUT = 0.9;
  private static final double GROWTH = 0.1;

  /** The shortest is forgotten slowly, since what is possible changes: twice in 70,000 of them. */
  private static final double FORGET = 1.00001;

  /** One that takes longer is held up by something that others need not wait for. */
  static final long PATIENCE_NANOS = 1_000_000_000;

  /** As long as nothing ends, such as while Redis is away, the next are not waited for as long. */
  static final long LEAST_PATIENCE_NANOS = PATIENCE_NANOS / 4;

  private final int most;
  private long patience = PATIENCE_NANOS;
  private double limit;
  private double usual;
  private double shortest;

  /** Since the last cut: one a round of handshakes, not one each. */
  private int sinceCut;

  /**
   * Begins low, so that the shortest is known before there are many.
   *
   * @param most what the bound never exceeds
   */
  UnderWay(int most) {
    this.most = most;
    this.limit = Math.min(LEAST, most);
  }

  int limit() {
    return (int) limit;
  }

  /**
   * One is over.
   *
   * @param nanos how long it took
   * @param others how many are still under way
   */
  void ended(long nanos, int others) {
    patience = PATIENCE_NANOS;
    usual = usual == 0 ? nanos : usual + WEIGHT * (nanos - usual);
    shortest = shortest == 0 ? usual : Math.min(shortest * FORGET, usual);
    sinceCut++;
    if (usual <= Math.max(SHORT_NANOS, TOLERANCE * shortest)) {
      if (others + 1 >= limit() / 2) {
        limit = Math.min(most, limit + GROWTH);
      }
    } else if (sinceCut >= limit()) {
      limit = Math.max(Math.min(LEAST, most), limit * CUT);
      sinceCut = 0;
    }
  }

  /** After how long one that has not ended counts no more. */
  long patience() {
    return patience;
  }

  /** One was not waited for any longer. It tells nothing of load: what is away is not busy. */
  void givenUp() {
    patience = Math.max(LEAST_PATIENCE_NANOS, patience / 2);
  }
}
