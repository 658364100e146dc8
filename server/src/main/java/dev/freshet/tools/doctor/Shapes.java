package dev.freshet.tools.doctor;

import static dev.freshet.tools.doctor.capacity.Words.count;

import dev.freshet.tools.doctor.machine.Fields;
import java.util.List;
import java.util.OptionalLong;

/** Rules of the same shape: a parameter of the kernel, or what it counted since it started. */
final class Shapes {
  private Shapes() {}

  /** Judges a parameter that is there. */
  interface Judge {
    /**
     * Judges.
     *
     * @param found the parameter and its value, in words
     */
    Verdict of(long value, String found);
  }

  /** A parameter of the kernel. */
  static Verdict parameter(Subject subject, String key, Judge judge) {
    OptionalLong value = subject.sysctl(key);
    return value.isEmpty()
        ? Verdict.unknown(key)
        : judge.of(value.getAsLong(), key + " is " + value.getAsLong());
  }

  /** A parameter that should have one value. */
  static Verdict wanted(Subject subject, String key, long wanted) {
    return parameter(
        subject,
        key,
        (value, found) ->
            value == wanted
                ? Verdict.ok(found)
                : Verdict.warn(found, count(wanted), Remedies.sysctl(subject, key, wanted)));
  }

  /**
   * Counters of harm, which should be 0.
   *
   * @param first the one without which nothing is known
   * @param others those that belong together; their sum is told
   * @param told what is found, with a place for each number
   * @param change what to do when one is not 0
   */
  static Verdict harm(
      Subject subject, String first, List<String> others, String told, String change) {
    Fields counters = subject.machine().network().counters();
    if (!counters.has(first)) {
      return Verdict.unknown("TcpExt " + first);
    }
    long one = counters.get(first);
    long more = others.stream().mapToLong(counters::get).sum();
    String found = told.formatted(count(one), count(more)) + " since the start";
    return one == 0 && more == 0 ? Verdict.ok(found) : Verdict.warn(found, "none", change);
  }
}
