package dev.freshet.redis.state;

import java.util.List;

/** One call of the script for a bucket, and what its answer means. Used with the share locked. */
interface Step {
  /** What the script is told. */
  byte[][] args();

  /**
   * The script has answered.
   *
   * @param then what is to be done when the lock is free again, in order
   */
  void answered(List<Object> reply, List<Runnable> then);

  /** There is no answer, and whether the script ran is not known. */
  void failed(Throwable why, List<Runnable> then);
}
